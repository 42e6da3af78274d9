using System.Globalization;
using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;
using JobScheduler.Tests.History;

namespace JobScheduler.Simulation;

/// <content>What a commit did to jobs.</content>
internal sealed partial class StoreObserver
{
    private void CheckMove(CommitBatch batch, string node, JobRecord old, JobRecord job, JobRecord written)
    {
        void Illegal(string what) => world.Violate(SimRule.IllegalMove, job.JobId, $"{what}: from {Describe(old)} to {Describe(job)}");

        if (written.Spec.TraceParent != old.Spec.TraceParent || written.Sequence != old.Sequence)
            Illegal("the row is another job's");
        if (JobTransitions.IsTerminal(old) && job.Revision == old.Revision && (old.State, job.State) != (StoredState.Failed, StoredState.Cancelled))
            Illegal("a terminal job changed");
        if (JobTransitions.IsTerminal(old) && old.State == StoredState.Completed)
            Illegal("a completed job changed");
        if (job.Revision < old.Revision)
            Illegal("the revision fell");
        if (job.Token < old.Token)
            Illegal("the token fell");
        var ends = old.State == StoredState.Claimed && (job.State != StoredState.Claimed || job.Token != old.Token);
        var ended = ends ? EndedAttempt(batch, job, old.Token) : null;
        var attempts = old.Attempt - (ends && ended is null ? 1 : 0);
        if (job.Attempt < attempts || (job.State == StoredState.Claimed && job.Token != old.Token && job.Attempt != attempts + 1))
            Illegal("the attempt's number does not follow");
        if (ends)
            AttemptEnds(node, old, ended);
        CheckArithmetic(old, job, ended);
        if (job.State == StoredState.Completed && job.Newest is { } newest && job.Result?.ToString() != newest.Token.ToString(CultureInfo.InvariantCulture))
            world.Violate(nameof(HistoryRule.StaleAccepted), world.Now, job.JobId, $"the result is of token {job.Result}, the attempt's is {newest.Token}");
        if (job.RunAt != old.RunAt)
            world.History.Add(new DueChanged(world.Stamp(), job.JobId, DateTimeOffset.FromUnixTimeMilliseconds(job.RunAt)));
    }

    private static AttemptRecord? EndedAttempt(CommitBatch batch, JobRecord job, long token) => job.Newest is { EndedAt: not null } newest && newest.Token == token
        ? newest
        : batch.Mutations.OfType<PutAttempt>().FirstOrDefault(put => put.JobId == job.JobId && put.Attempt.Token == token)?.Attempt;

    private void AttemptEnds(string node, JobRecord old, AttemptRecord? ended)
    {
        world.Count($"attempts ended: {ended?.Outcome.ToString() ?? "taken back"}");
        if (ended?.Outcome == AttemptOutcome.Lost && _entered.GetValueOrDefault((old.JobId, old.Token)) is { IsAlive: true } runner && !runner.Node.Attempts.Has(old.JobId, old.Token))
            world.Violate(SimRule.OutcomeForgotten, old.JobId, $"token {old.Token} was entered on {runner.Name}, which has got an answer to its report, and counts as lost");
        _ended[(old.JobId, old.Token)] = (world.Now, node, ended?.Outcome == AttemptOutcome.Lost);
        world.History.Add(new AttemptInvalidated(world.Stamp(), old.JobId, old.Token));
        if (ended?.Error is { Code: "sim" } error && error.Message != string.Create(CultureInfo.InvariantCulture, $"token={old.Token}"))
            world.Violate(nameof(HistoryRule.StaleAccepted), world.Now, old.JobId, $"the end of token {old.Token} was reported with {error.Message}");
    }

    private void CheckArithmetic(JobRecord old, JobRecord job, AttemptRecord? ended)
    {
        if (job.AttemptsUsed > job.Spec.MaxAttempts || (job.State == StoredState.Claimed && job.AttemptsUsed >= job.Spec.MaxAttempts))
            world.Violate(nameof(HistoryRule.AttemptsExceeded), world.Now, job.JobId, $"{job.AttemptsUsed} used of {job.Spec.MaxAttempts}, now {job.State}");
        if (job.Revision != old.Revision)
            return;
        var counts = ended?.Outcome is AttemptOutcome.Retry or AttemptOutcome.Failed or AttemptOutcome.TimedOut or AttemptOutcome.Lost;
        if (job.AttemptsUsed != old.AttemptsUsed + (counts ? 1 : 0))
            world.Violate(SimRule.AttemptsArithmetic, job.JobId, $"from {old.AttemptsUsed} to {job.AttemptsUsed} with outcome {ended?.Outcome}");
    }

    private void CheckClaim(string node, MemoryPartition rows, HashSet<string> touched, JobRecord job, DateTimeOffset decided)
    {
        world.Count("claims");
        world.History.Add(new Claimed(world.Stamp(), job.JobId, job.Token, node, job.Priority));
        if (job.Token <= _newestToken.GetValueOrDefault(rows.Head.Partition))
            world.Violate(SimRule.TokenNotRising, job.JobId, $"token {job.Token} after {_newestToken[rows.Head.Partition]}");
        _newestToken[rows.Head.Partition] = job.Token;
        if (job.Spec.ConcurrencyKey is { } key)
        {
            foreach (var other in rows.Jobs.Values.Where(other => other.Spec.ConcurrencyKey == key && other.JobId != job.JobId))
                CheckKey(job, other);
        }

        var claimer = world.Nodes.Find(one => one.Name == node)!;
        foreach (var other in rows.Jobs.Values.Where(other => other.Priority > job.Priority && !touched.Contains(other.JobId) && IsReady(claimer, other, decided)))
        {
            world.Violate(
                nameof(HistoryRule.OutOfOrderPriority), world.Now, job.JobId,
                $"priority {job.Priority} was claimed while {other.JobId} of priority {other.Priority} waited in {other.Line}");
        }
    }

    private void CheckKey(JobRecord job, JobRecord other)
    {
        if (other.State == StoredState.Claimed)
            world.Violate(nameof(HistoryRule.TwoRunningOfOneKey), world.Now, job.JobId, $"claimed while {other.JobId} of key {job.Spec.ConcurrencyKey} is claimed");
        if (other.State == StoredState.Lined && (other.RunAt, other.Sequence).CompareTo((job.RunAt, job.Sequence)) < 0)
            world.Violate(nameof(HistoryRule.KeyOrder), world.Now, job.JobId, $"claimed before {Describe(other)} of key {job.Spec.ConcurrencyKey}, this one is {Describe(job)}");
    }

    private bool IsReady(SimNode node, JobRecord job, DateTimeOffset decided) => job is { State: StoredState.Lined, Line.Kind: LineKind.Queue }
        && node.Types.Contains(job.Spec.JobType)
        && !node.Node.Queues.IsPaused(job.Spec.Queue)
        && decided - _queueChanged.GetValueOrDefault(job.Spec.Queue) > TimeSpan.FromSeconds(2);
}
