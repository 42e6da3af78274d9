using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Cassandra.Queries;

/// <summary>One line of one partition, read page by page without its jobs.</summary>
internal sealed class EntryStream(OpenStore store, int partition, LineRecord line, long from, int limit)
{
    private const int LeastPage = 32;
    private const int LargestPage = 500;
    private readonly int _page = Math.Clamp(limit, LeastPage, LargestPage);
    private readonly Queue<EntryRecord> _entries = new();
    private Position _last = line.Watermark.At < from ? new(from, long.MinValue) : line.Watermark;
    private bool _ended;

    public bool HasHead => _entries.Count > 0;

    public EntryRecord Head => _entries.Peek();

    /// <summary>Goes to the next entry; false: there is none.</summary>
    public async ValueTask<bool> MoveAsync(CancellationToken cancellationToken)
    {
        _entries.Dequeue();
        if (_entries.Count == 0)
            await FillAsync(cancellationToken).ConfigureAwait(false);
        return HasHead;
    }

    public async Task FillAsync(CancellationToken cancellationToken)
    {
        if (_ended)
            return;
        var read = await store.Reads.ReadPlacesAsync(
            partition, line.Line, _last, new(long.MaxValue, long.MaxValue), _page, cancellationToken).ConfigureAwait(false);
        _ended = read.Count < _page;
        foreach (var entry in read)
            _entries.Enqueue(entry);
        if (read.Count > 0)
            _last = read[^1].At;
    }
}
