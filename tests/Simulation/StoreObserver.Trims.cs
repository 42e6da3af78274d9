using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;
using JobScheduler.Tests.History;

namespace JobScheduler.Simulation;

/// <content>Jobs whose time is over: only they vanish, and nothing names them any more.</content>
internal sealed partial class StoreObserver
{
    private readonly Dictionary<string, JobRecord> _trimmed = new(StringComparer.Ordinal);
    private readonly List<FinalJob> _trimmedFinals = [];

    /// <summary>Jobs that vanished, as they were at their end.</summary>
    public IReadOnlyList<FinalJob> Trimmed => _trimmedFinals;

    /// <summary>Whether a job vanished because its time was over.</summary>
    public bool IsTrimmed(string jobId) => _trimmed.ContainsKey(jobId);

    private static List<(JobRecord Job, FinalJob Final)> LeavingIn(CommitBatch batch, MemoryPartition rows) =>
        [.. batch.Mutations.OfType<DeleteJob>().Select(delete => rows.Jobs.GetValueOrDefault(delete.JobId)).OfType<JobRecord>()
            .Select(job => (job, FinalCheck.Final(rows, job) with { IsTrimmed = true }))];

    private void ExamineTrims(CommitBatch batch, MemoryPartition rows, List<(JobRecord Job, FinalJob Final)> left)
    {
        foreach (var (job, final) in left)
        {
            world.Count("jobs trimmed");
            world.Note(NodeOf(batch), $"  trim {Describe(job)} finished {job.FinishedAt}");
            _trimmed[job.JobId] = job;
            _trimmedFinals.Add(final);
            CheckTrim(rows, job);
        }

        foreach (var freed in batch.Mutations.OfType<DeleteIdempotency>().Where(freed => !left.Exists(each => each.Job.JobId == freed.JobId)))
            world.Violate(SimRule.WronglyTrimmed, freed.JobId, $"its idempotency key {freed.Key} was freed, but it stays");
    }

    private void CheckTrim(MemoryPartition rows, JobRecord job)
    {
        void Wrong(string what) => world.Violate(SimRule.WronglyTrimmed, job.JobId, $"{what}: {Describe(job)}");

        if (!JobTransitions.IsTerminal(job))
            Wrong("it was not at its end");
        else if (!world.Profile.Retention.IsOver(job.State, job.Spec.JobType, RetentionRules.WasSent(job), job.FinishedAt ?? long.MaxValue, world.LatestWall))
            Wrong($"its time is not over by any clock, it ended at {job.FinishedAt} and it is {world.LatestWall}");
        if (world.Store.Partitions.Any(each => each.Sends.Values.Any(send => send.JobId == job.JobId && send.Kind != SentKind.Cancel)))
            Wrong("a send row names it");
        if (world.Store.Partitions.Any(each => each.ScheduleJobs.Values.Any(jobs => jobs.Contains(job.JobId))))
            Wrong("its schedule counts it as active");
        if (rows.Lines.Values.Any(line => line.Holder == job.JobId) || rows.Running.Values.Any(running => running.JobId == job.JobId))
            Wrong("it holds a key or runs");
        if (rows.Attempts.ContainsKey(job.JobId) || rows.IdempotencyKeys.Values.Any(key => key.JobId == job.JobId))
            Wrong("something of it stayed");
    }
}
