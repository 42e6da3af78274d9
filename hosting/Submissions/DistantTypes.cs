using JobScheduler.Hosting.Client;
using JobScheduler.Hosting.Handlers;
using JobScheduler.Hosting.Registration;
using JobScheduler.Hosting.Runtime;

namespace JobScheduler.Hosting.Submissions;

/// <summary>
/// Job types that this node does not know and another one handles: their payloads are checked and their defaults filled in there, so
/// that a job is the same wherever it is submitted.
/// </summary>
internal sealed class DistantTypes(HandlerCatalog catalog, NodeHolder holder, GrainCalls calls, IRandomSource random)
{
    private const int Tries = 3;

    /// <summary>Whether only other nodes know a submission's type.</summary>
    public bool Has(JobSubmission? submission) =>
        submission?.JobType is { } type && catalog.Find(type) is null && holder.Current?.Cluster.Current.TypesElsewhere.ContainsKey(type) == true;

    /// <summary>Has one submission resolved; null: its type is known nowhere any more, so it is resolved here.</summary>
    /// <exception cref="SchedulerUnavailableException">No node that knows it can be reached.</exception>
    public async Task<ResolvedSubmission?> ResolveAsync(JobSubmission submission, bool compared, CancellationToken cancellationToken) =>
        await ResolveAsync(submission.JobType, [Traced(submission)], compared, cancellationToken) is [var one] ? one : null;

    /// <summary>Has those of a batch resolved whose types only others know, each type at one node.</summary>
    /// <returns>An answer at each of their places; null: there are none.</returns>
    /// <exception cref="SchedulerUnavailableException">No node that knows a type can be reached.</exception>
    public async Task<ResolvedSubmission?[]?> ResolveAsync(IEnumerable<JobSubmission?> batch, CancellationToken cancellationToken)
    {
        if (holder.Current is not { Cluster.Current.TypesElsewhere.Count: > 0 })
            return null;
        var all = batch.ToArray();
        var types = Enumerable.Range(0, all.Length).Where(i => Has(all[i])).ToLookup(i => all[i]!.JobType);
        if (types.Count == 0)
            return null;
        var answers = new ResolvedSubmission?[all.Length];
        foreach (var places in types)
        {
            var found = await ResolveAsync(places.Key, [.. places.Select(i => Traced(all[i]!))], false, cancellationToken);
            foreach (var (place, answer) in places.Zip(found ?? []))
                answers[place] = answer;
        }

        return answers;
    }

    private async Task<ResolvedSubmission[]?> ResolveAsync(string type, JobSubmission[] submissions, bool compared, CancellationToken cancellationToken)
    {
        await calls.GrainsAsync(cancellationToken);
        for (var tried = 1; ; tried++)
        {
            if (!holder.Node.Cluster.Current.TypesElsewhere.TryGetValue(type, out var nodes))
                return null;
            try
            {
                return await calls.Node(nodes[Draw(nodes.Length)]).ResolveAsync(submissions, compared).WaitAsync(cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                if (tried == Tries)
                    throw calls.NotReached(e, changes: false);
            }
        }
    }

    // The other node has no part in the caller's trace.
    private JobSubmission Traced(JobSubmission submission)
    {
        var (parent, state) = TraceContext.Resolve(submission, random);
        return submission with { TraceParent = parent, TraceState = state };
    }

    private int Draw(int count)
    {
        Span<byte> drawn = stackalloc byte[2];
        random.Fill(drawn);
        return BitConverter.ToUInt16(drawn) % count;
    }
}
