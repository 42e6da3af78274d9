using System.Collections.Concurrent;
using JobScheduler.Tests.History;

namespace JobScheduler.FaultTest.Node;

/// <summary>What clients were told and what handlers saw, over all lives of a node.</summary>
internal sealed class NodeHistory
{
    private readonly ConcurrentQueue<HistoryEvent> _events = new();

    public IReadOnlyList<HistoryEvent> Events => [.. _events];

    public void Add(HistoryEvent one) => _events.Enqueue(one);

    /// <summary>A job as the checker wants it.</summary>
    public static FinalJob Final(JobSnapshot job) => new(job.JobId, job.State)
    {
        AttemptsUsed = job.AttemptsUsed,
        MaxAttempts = job.MaxAttempts,
        Token = job.FencingToken,
        ResultToken = job.Result is { } result && long.TryParse(result.ToString(), out var token) ? token : null,
        IdempotencyKey = job.IdempotencyKey,
        ConcurrencyKey = job.ConcurrencyKey,
        ScheduleId = job.ScheduleId,
        Attempts = [.. job.Attempts.Select(each => new FinalAttempt(each.Attempt, each.FencingToken, each.Outcome))],
    };
}

/// <summary>One life of a node: when it is dead, what its threads still do has not happened.</summary>
internal sealed class NodeLife(NodeHistory history, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly HashSet<(string JobId, long Token)> _running = [];
    private bool _dead;

    public void Entered(JobContext job)
    {
        lock (_gate)
        {
            if (_dead)
                return;
            _running.Add((job.JobId, job.FencingToken));
            history.Add(new AttemptEntered(Now, job.JobId, job.Attempt, job.FencingToken, clock.GetUtcNow()));
        }
    }

    public void Left(JobContext job)
    {
        lock (_gate)
        {
            if (_running.Remove((job.JobId, job.FencingToken)) && !_dead)
                history.Add(new AttemptLeft(Now, job.JobId, job.FencingToken));
        }
    }

    /// <summary>The machine is off: what ran does not count any more.</summary>
    public void End()
    {
        lock (_gate)
        {
            _dead = true;
            foreach (var (jobId, token) in _running)
                history.Add(new AttemptInvalidated(Now, jobId, token));
        }
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
}
