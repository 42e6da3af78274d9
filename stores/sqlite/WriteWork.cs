using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Sqlite;

/// <summary>Something the writer does inside a transaction it may share with others.</summary>
internal abstract class WriteWork
{
    /// <summary>Runs inside the transaction; may run again in another one if this one is rolled back.</summary>
    /// <exception cref="WriteConflictException">A bug of the batch.</exception>
    /// <exception cref="Native.SqliteFailure">SQLite failed.</exception>
    public abstract void Apply(RowWriters rows);

    /// <summary>The transaction is durable.</summary>
    public abstract void Complete();

    /// <summary>The transaction is not known to be durable.</summary>
    /// <param name="failure">Rejected (certainly rolled back) or Unknown.</param>
    public abstract void Fail(CommitResult failure);
}

/// <summary>The batch names a row that must not, or must, exist.</summary>
internal sealed class WriteConflictException(string message) : Exception(message);

/// <summary>A partition's commit.</summary>
internal sealed class CommitWork : WriteWork
{
    private readonly TaskCompletionSource<CommitResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CommitBatch _batch;
    private readonly CancellationTokenRegistration _giveUp;
    private bool _fenced;

    /// <summary>A commit to be queued.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellationToken">Ends the wait, not the work: the answer is then that it is not known.</param>
    public CommitWork(CommitBatch batch, CancellationToken cancellationToken)
    {
        _batch = batch;
        _giveUp = cancellationToken.UnsafeRegister(static work => ((CommitWork)work!).Give(NotWaitedFor), this);
    }

    /// <summary>The answer of a commit whose caller stopped waiting.</summary>
    public static CommitResult NotWaitedFor => new(CommitStatus.Unknown, Detail: "not waited for");

    public Task<CommitResult> Answer => _answer.Task;

    // A fenced batch is skipped alone: the others of the transaction go on.
    public override void Apply(RowWriters rows) => _fenced = !rows.TryApply(_batch);

    public override void Complete() => Give(_fenced ? CommitResult.Fenced : CommitResult.Applied);

    public override void Fail(CommitResult failure) => Give(failure);

    private void Give(CommitResult answer)
    {
        _giveUp.Unregister();
        _answer.TrySetResult(answer);
    }
}

/// <summary>Work that answers a value, or throws <see cref="StoreUnavailableException"/>.</summary>
internal sealed class WriteWork<T>(Func<RowWriters, T> apply) : WriteWork
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Answer => _answer.Task;

    public override void Apply(RowWriters rows) => _result = apply(rows);

    public override void Complete() => _answer.SetResult(_result);

    public override void Fail(CommitResult failure) =>
        _answer.TrySetException(new StoreUnavailableException($"The store could not be written: {failure.Detail}"));
}
