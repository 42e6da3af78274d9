using JobScheduler.Grains.Storage;
using JobScheduler.Hosting.Handlers;
using JobScheduler.Hosting.Runtime;
using JobScheduler.Hosting.Submissions;

namespace JobScheduler.Hosting.Client;

/// <summary>
/// Job types of all nodes with their counts. What this node does not know is asked of one that does: nodes that have a type are assumed to
/// describe it alike.
/// </summary>
internal sealed class JobTypeReads(GrainCalls calls, NodeHolder holder, JobStore store, NodeReads nodes, HandlerCatalog catalog, JobTypeDescriptions own)
{
    private const string Mark = "job-types:";

    public async Task<Page<JobTypeInfo>> ListAsync(int limit, string? cursor, CancellationToken cancellationToken)
    {
        var after = cursor is null ? null : NameCursor.Read(Mark, cursor);
        var counters = (await calls.ReadAsync(() => store.Queries.CountAsync(cancellationToken), cancellationToken)).ToLookup(counter => counter.JobType);
        var known = await nodes.KnownAsync(cancellationToken);
        var handled = known.Where(node => !node.Draining && node.Problem is null)
            .SelectMany(node => node.JobTypes, (node, type) => (Type: type, node.Name)).ToLookup(each => each.Type, each => each.Name);
        var names = catalog.Entries.Select(entry => entry.JobType).Concat(handled.Select(type => type.Key)).Concat(counters.Select(type => type.Key))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var rest = names.Where(name => after is null || string.CompareOrdinal(name, after) > 0).Take(limit + 1).ToList();
        var page = rest.Take(limit).ToList();
        var described = await DescribeAsync(page, known, cancellationToken);

        // An old name is worth a line only while there are jobs under it.
        return new Page<JobTypeInfo>(
            [
                .. page.Where(name => described.GetValueOrDefault(name)?.AliasOf is null || counters.Contains(name))
                    .Select(name => Show(name, described.GetValueOrDefault(name), [.. handled[name]], counters[name])),
            ],
            rest.Count > limit ? NameCursor.Write(Mark, page[^1]) : null);
    }

    private async Task<Dictionary<string, JobTypeDescription>> DescribeAsync(
        IReadOnlyList<string> names, IReadOnlyList<NodeSnapshot> known, CancellationToken cancellationToken)
    {
        var found = names.Select(own.Describe).OfType<JobTypeDescription>().ToDictionary(type => type.Name, StringComparer.Ordinal);
        foreach (var node in known.Where(node => node.Name != holder.Node.Settings.Node))
        {
            var missing = names.Where(name => !found.ContainsKey(name) && node.JobTypes.Contains(name, StringComparer.Ordinal)).ToArray();
            if (missing.Length == 0)
                continue;
            foreach (var type in await nodes.AskAsync(node.Name, grain => grain.DescribeTypesAsync(missing), cancellationToken) ?? [])
                found.TryAdd(type.Name, type);
        }

        return found;
    }

    private static JobTypeInfo Show(string name, JobTypeDescription? type, IReadOnlyList<string> nodes, IEnumerable<CounterRecord> counters) => new()
    {
        Name = name,
        Description = type?.Description,
        PayloadSchema = type?.PayloadSchema,
        Queue = type?.Queue ?? SubmissionResolver.DefaultQueue,
        MaxAttempts = type?.MaxAttempts ?? SubmissionResolver.DefaultMaxAttempts,
        Nodes = nodes,
        Counts = InProcessClient.Sum(counters),
    };
}
