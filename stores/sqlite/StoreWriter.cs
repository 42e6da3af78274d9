using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite.Native;
using SQLitePCL;

namespace JobScheduler.Stores.Sqlite;

/// <summary>
/// The one thread that writes the file. It takes everything that is queued, puts it into one transaction, and answers the callers
/// only when COMMIT has returned: one fsync for all of them.
/// </summary>
internal sealed class StoreWriter
{
    // 8 MiB of log: a passive checkpoint of it takes some ten milliseconds, after the callers have their answers. While others wait
    // already it can wait too, up to 32 MiB: pages that were written many times are copied once.
    private const int IdlePages = 2_000;
    private const int MostPages = 8_000;
    private readonly WorkQueue<WriteWork> _queue = new();
    private readonly StoreFile _file;
    private readonly SqliteStoreHooks _hooks;
    private RowWriters? _rows;
    private int _pagesInLog;
    private long _transactions;
    private long _works;

    public StoreWriter(StoreFile file, SqliteStoreHooks hooks)
    {
        _file = file;
        _hooks = hooks;
        _rows = file.Rows;
        _queue.Start("jobscheduler-sqlite-writer", 1, Loop);
    }

    /// <summary>Transactions that were committed.</summary>
    public long Transactions => Interlocked.Read(ref _transactions);

    /// <summary>Works that were completed in them.</summary>
    public long Works => Interlocked.Read(ref _works);

    public bool TryAdd(WriteWork work) => _queue.TryAdd(work);

    /// <summary>Finishes what is queued, checkpoints and closes the file.</summary>
    public Task StopAsync()
    {
        _queue.Stop();
        return _queue.Ended;
    }

    private void Loop()
    {
        var group = new List<WriteWork>();
        while (_queue.TryTakeAll(group))
        {
            Process(group);
            group.Clear();
            Checkpoint();
        }

        // A checkpoint that fails costs nothing: the log stays and is read at the next start.
        _rows?.Connection.CheckpointAll();
        _file.Dispose();
    }

    private void Process(List<WriteWork> group)
    {
        try
        {
            if (TryApply(group))
                Commit(group);
            else if (group.Count > 1)
            {
                // One of them failed and took the transaction with it: each goes alone.
                foreach (var work in group)
                    Process([work]);
            }
        }
        catch (Exception failure)
        {
            // Nothing but BEGIN and ROLLBACK throws here: nothing was committed.
            FailAll(group, Rejected(failure));
            Abandon();
        }
    }

    /// <summary>True: all applied, the transaction is open. False: rolled back; a single work has got its answer.</summary>
    private bool TryApply(List<WriteWork> group)
    {
        var rows = Rows();
        rows.Connection.Execute("BEGIN IMMEDIATE");
        try
        {
            foreach (var work in group)
                work.Apply(rows);
            return true;
        }
        catch (Exception failure)
        {
            RollBack();
            // A page that was read badly stays in the cache, and would fail every transaction to come.
            if (failure is SqliteFailure { IsMisread: true })
                Abandon();
            if (group.Count == 1)
                group[0].Fail(Rejected(failure));
            return false;
        }
    }

    private void Commit(List<WriteWork> group)
    {
        var connection = Rows().Connection;
        var code = _hooks.Commit is { } hook ? hook(() => connection.TryExecute("COMMIT")) : connection.TryExecute("COMMIT");
        if (code == raw.SQLITE_OK)
        {
            _transactions++;
            _works += group.Count;
            foreach (var work in group)
                work.Complete();
            return;
        }

        var failure = connection.Failure(code);
        var primary = code & 0xFF;

        // Disk full and busy come before the frame that makes a transaction valid is in the log: certainly not applied. After
        // any other error, an fsync's above all, the frame may be there and a restart may find it.
        var answer = primary is raw.SQLITE_FULL or raw.SQLITE_BUSY ? Rejected(failure) : new CommitResult(CommitStatus.Unknown, Detail: failure.Message);
        try
        {
            RollBack();
        }
        finally
        {
            FailAll(group, answer);
            if (answer.Status == CommitStatus.Unknown)
                Abandon();
        }
    }

    private void RollBack()
    {
        var connection = Rows().Connection;
        if (!connection.IsAutocommit)
            connection.Execute("ROLLBACK");
    }

    /// <summary>The connection's statements, after a failure on a new connection.</summary>
    private RowWriters Rows()
    {
        if (_rows is null)
        {
            _file.Reopen();
            _rows = _file.Rows;
        }

        return _rows;
    }

    private void Abandon() => _rows = null;

    private void Checkpoint()
    {
        if (_rows is null)
            return;
        _pagesInLog += _rows.Connection.TakePagesWritten();
        if (_pagesInLog < IdlePages || (_pagesInLog < MostPages && !_queue.IsEmpty))
            return;
        _pagesInLog = 0;
        _rows.Connection.CheckpointPassively();
        _rows.Connection.TakePagesWritten();
    }

    private static void FailAll(List<WriteWork> group, CommitResult answer)
    {
        foreach (var work in group)
            work.Fail(answer);
    }

    private static CommitResult Rejected(Exception failure)
    {
        var reason = failure switch
        {
            WriteConflictException => RejectReason.Conflict,
            SqliteFailure { IsConstraint: true } => RejectReason.Conflict,
            SqliteFailure { IsFull: true } => RejectReason.DiskFull,
            SqliteFailure { IsTooBig: true } => RejectReason.TooLarge,
            _ => RejectReason.Unavailable,
        };
        return new(CommitStatus.Rejected, reason, failure.Message);
    }
}
