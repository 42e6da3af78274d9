using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Grains.Node;

/// <content>What the node is asked by people.</content>
public sealed partial class NodeGrain
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public Task<NodeReport> InspectAsync() => Task.FromResult(node.Report(handlers));

    /// <inheritdoc/>
    public Task<JobTypeDescription[]> DescribeTypesAsync(string[] jobTypes)
    {
        ArgumentNullException.ThrowIfNull(jobTypes);
        var known = ServiceProvider.GetRequiredService<IJobTypeDescriptions>();
        return Task.FromResult<JobTypeDescription[]>([.. jobTypes.Select(known.Describe).OfType<JobTypeDescription>()]);
    }

    /// <inheritdoc/>
    public Task<StatsSlice> HistoryAsync(StatsResolution resolution) => Task.FromResult(node.Stats.History(resolution));

    /// <inheritdoc/>
    public async Task<ChangePage> ReadChangesAsync(string? after, TimeSpan atMost)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atMost, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(atMost, LongestWait);
        using var reader = node.Changes.Open(after);
        return await reader.PageAsync(after is null ? TimeSpan.Zero : atMost, node.Clock, CancellationToken.None);
    }
}
