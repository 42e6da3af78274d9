using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Log;

namespace JobScheduler.Stores.Cassandra.Queries;

/// <summary>Which lines of a partition have entries, and from where on.</summary>
internal static class LineHeads
{
    /// <summary>The due index, all queue and type lines, and the key lines that are known to have entries.</summary>
    public static async Task<List<LineRecord>> ReadAsync(OpenStore store, int partition, CancellationToken cancellationToken)
    {
        var head = await store.Parts.Heads.ReadAsync(partition, cancellationToken).ConfigureAwait(false);
        if (head is null)
            return [];
        var loadingLines = store.Reads.ReadLinesAsync(partition, cancellationToken);
        var keys = await store.Reads.ReadSetAsync(partition, RowKind.WaitingKeys, "", cancellationToken).ConfigureAwait(false);
        var waiting = await store.Reads.ReadKeyLinesAsync(partition, [.. keys.Select(key => key.Key)], cancellationToken).ConfigureAwait(false);
        return [new(LineId.Due, head.Head.DueWatermark), .. await loadingLines.ConfigureAwait(false), .. waiting.Values];
    }

    /// <summary>Whether the lines of a partition are all there are; else it has more waiting keys than are noted.</summary>
    public static bool AreAll(IReadOnlyCollection<LineRecord> lines) => lines.Count(line => line.Line.Kind == LineKind.Key) < RowKind.MostWaitingKeys;
}
