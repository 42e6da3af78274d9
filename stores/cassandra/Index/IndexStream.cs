using JobScheduler.Stores.Cassandra.Connection;

namespace JobScheduler.Stores.Cassandra.Index;

/// <summary>One partition of the index, read page by page in the direction of a walk.</summary>
internal sealed class IndexStream(CassandraConnection connection, IndexDirectory directory, IndexRange range, IndexBucket bucket, int page)
{
    private readonly Queue<IndexPlace> _places = new();
    private IndexPlace _last = range.NewestFirst ? range.High : range.Low;
    private bool _any;
    private bool _ended;

    public bool HasHead => _places.Count > 0;

    public IndexPlace Head => _places.Peek();

    /// <summary>Goes to the next place; false: there is none.</summary>
    public async ValueTask<bool> MoveAsync(CancellationToken cancellationToken)
    {
        _places.Dequeue();
        if (_places.Count == 0)
            await FillAsync(cancellationToken).ConfigureAwait(false);
        return HasHead;
    }

    public async Task FillAsync(CancellationToken cancellationToken)
    {
        if (_ended)
            return;
        var rows = await connection.ReadAsync(Statement(), page, cancellationToken).ConfigureAwait(false);
        _ended = rows.Count < page;
        foreach (var row in rows)
        {
            var place = new IndexPlace(row.GetValue<long>(0), row.GetValue<string>(1));
            if (IndexPlace.Compare(place, range.Low) > 0 && IndexPlace.Compare(place, range.High) < 0)
                _places.Enqueue(place);
            _last = place;
        }

        if (!_any)
            await NoteAsync(rows.Count > 0 ? rows[0].GetValue<long>(0) : null, cancellationToken).ConfigureAwait(false);
        _any |= rows.Count > 0;
    }

    private BoundStatement Statement()
    {
        var (cql, from, bound) = range.NewestFirst
            ? (Cql.IndexDown, _last, Math.Max(range.Low.At, bucket.FromAt))
            : (Cql.IndexUp, _last.At < bucket.FromAt ? new(bucket.FromAt, "") : _last, range.High.At);
        return connection.Bind(cql, bucket.Facet, bucket.Value, bucket.Bucket, bucket.Shard, from.At, from.JobId, bound, page);
    }

    /// <summary>Tells the directory what it saw, if it saw the bucket's very beginning, or that there is nothing.</summary>
    private Task NoteAsync(long? first, CancellationToken cancellationToken)
    {
        var lowest = Facets.BucketOf(range.Facet, range.Low.At) < bucket.Bucket;
        var highest = Facets.BucketOf(range.Facet, range.High.At) > bucket.Bucket;
        var tellsAll = first is null ? lowest && highest : lowest && !range.NewestFirst;
        return tellsAll ? directory.NoteAsync(bucket, first, cancellationToken) : Task.CompletedTask;
    }
}
