namespace JobScheduler.Tests.History;

/// <summary>
/// Higher priority first among the due jobs of a node. A job is passed over when it became runnable more than the tolerance before
/// a claim was decided and still waited after it: decisions of one instant are one decision, and what became due or durable while
/// it was being written could not be known to it.
/// </summary>
internal static class PriorityRule
{
    public static IEnumerable<Violation> Check(IReadOnlyList<HistoryEvent> events, TimeSpan tolerance)
    {
        var waiting = new Dictionary<string, BecameRunnable>(StringComparer.Ordinal);
        foreach (var instant in events.OrderBy(e => e.At).GroupBy(e => e.At))
        {
            var claims = instant.OfType<Claimed>().ToArray();

            // What is claimed or ceases to wait in this very instant was not passed over by it.
            foreach (var jobId in claims.Select(c => c.JobId).Concat(instant.OfType<StoppedBeingRunnable>().Select(s => s.JobId)))
                waiting.Remove(jobId);
            foreach (var claim in claims)
            {
                var passed = waiting.Values
                    .Where(w => w.Node == claim.Node && w.Priority > claim.Priority && w.At + tolerance < claim.At)
                    .MaxBy(w => w.Priority);
                if (passed is not null)
                {
                    yield return new(
                        HistoryRule.OutOfOrderPriority, claim.At, claim.JobId,
                        $"priority {claim.Priority} was claimed on {claim.Node} while {passed.JobId} of priority {passed.Priority} waited since {passed.At:HH:mm:ss.fff}");
                }
            }

            foreach (var runnable in instant.OfType<BecameRunnable>())
            {
                if (!claims.Any(c => c.JobId == runnable.JobId))
                    waiting.TryAdd(runnable.JobId, runnable);
            }
        }
    }
}
