using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite.Native;

namespace JobScheduler.Stores.Sqlite;

/// <summary>
/// A few threads, each with a read-only connection that it opens when it is first needed. Every read is one transaction, begun
/// after the call, so it sees every commit that was answered before.
/// </summary>
internal sealed class ReaderPool
{
    private readonly WorkQueue<ReadWork> _queue = new();
    private readonly string _path;
    private readonly string? _vfs;

    public ReaderPool(string path, string? vfs, string name, int threads)
    {
        (_path, _vfs) = (path, vfs);
        _queue.Start(name, threads, Loop);
    }

    /// <exception cref="StoreUnavailableException">The read failed, or the store is closed.</exception>
    public Task<T> ReadAsync<T>(Func<RowReaders, T> read, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        var work = new ReadWork<T>(read, cancellationToken);
        if (!_queue.TryAdd(work))
            return Task.FromException<T>(new StoreUnavailableException($"The store {_path} is closed."));
        return work.Answer.WaitAsync(cancellationToken);
    }

    /// <summary>Finishes what is queued and closes the connections.</summary>
    public Task StopAsync()
    {
        _queue.Stop();
        return _queue.Ended;
    }

    private void Loop()
    {
        RowReaders? rows = null;
        while (_queue.TryTake(out var work))
        {
            try
            {
                rows ??= new(Connection.Open(_path, readOnly: true, vfs: _vfs));
                work.Run(rows);
            }
            catch (Exception failure) when (failure is SqliteFailure or InvalidDataException)
            {
                // The next read begins on a new connection.
                work.Fail(new StoreUnavailableException($"The store {_path} could not be read: {failure.Message}", failure));
                rows?.Dispose();
                rows = null;
            }
            catch (Exception failure)
            {
                work.Fail(failure);
            }
        }

        rows?.Dispose();
    }

    private abstract class ReadWork
    {
        public abstract void Run(RowReaders rows);

        public abstract void Fail(Exception failure);
    }

    private sealed class ReadWork<T>(Func<RowReaders, T> read, CancellationToken cancellationToken) : ReadWork
    {
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Answer => _answer.Task;

        public override void Run(RowReaders rows)
        {
            if (cancellationToken.IsCancellationRequested)
                _answer.TrySetCanceled(cancellationToken);
            else
                _answer.TrySetResult(rows.InTransaction(read));
        }

        public override void Fail(Exception failure) => _answer.TrySetException(failure);
    }
}
