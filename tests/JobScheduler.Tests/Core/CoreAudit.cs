using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using Xunit;

namespace JobScheduler.Tests.Core;

/// <summary>What must hold of the rows after every commit, whatever was asked for.</summary>
internal static class CoreAudit
{
    public static void Check(CoreDriver driver)
    {
        var store = driver.Store;
        var jobs = store.ListJobsAsync(new JobQuery { Limit = 100_000 }, driver.Now, default).GetAwaiter().GetResult().Items
            .Select(job => driver.Job(job.JobId)).ToList();
        var running = store.ReadRunningAsync(0, default).GetAwaiter().GetResult();
        Assert.Equal(
            jobs.Where(job => job.State == StoredState.Claimed).Select(job => job.Token).Order(), running.Select(row => row.Running.Token).Order());
        CheckCounters(driver, jobs);
        foreach (var job in jobs)
        {
            Assert.Equal(JobTransitions.IsWaiting(job), job.Line is not null);
            Assert.Equal(job.State == StoredState.Lined, job.Line is { Kind: not LineKind.Due });
            if (job.Line is { } line)
                Assert.True(IsReachable(driver, line, job), $"{job.JobId} lies at {job.At} of {line}, where nobody reads");
        }

        CheckKeys(driver, jobs);
        Assert.True(driver.Core.Head.DueWatermark.At <= driver.Now + 5, "the watermark is past the clock");
    }

    /// <summary>An owner that reads a line from its watermark finds the job.</summary>
    private static bool IsReachable(CoreDriver driver, LineId line, JobRecord job)
    {
        var watermark = WatermarkOf(driver, line);
        return watermark is { } from && driver.Entries(line, from).Entries.Any(
            entry => entry.Entry.JobId == job.JobId && entry.Entry.At == job.At && entry.Entry.Kind == EntryKind.Run);
    }

    private static Position? WatermarkOf(CoreDriver driver, LineId line)
    {
        if (line.Kind == LineKind.Due)
            return driver.Core.Head.DueWatermark;
        return line.Kind == LineKind.Key
            ? KeyLine(driver, line.Name)?.Watermark
            : driver.Store.ReadLinesAsync(0, default).GetAwaiter().GetResult().FirstOrDefault(row => row.Line == line)?.Watermark;
    }

    private static LineRecord? KeyLine(CoreDriver driver, string key) => driver
        .Rows(new LoadRequest { ConcurrencyKeys = [key] }).KeyLines.GetValueOrDefault(key)?.Line;

    private static void CheckCounters(CoreDriver driver, List<JobRecord> jobs)
    {
        var counted = jobs.GroupBy(job => (job.State, job.Spec.Queue, job.Spec.JobType)).ToDictionary(group => group.Key, group => group.LongCount());
        var stored = driver.Store.CountAsync(default).GetAwaiter().GetResult().ToDictionary(row => (row.State, row.Queue, row.JobType), row => row.Count);
        Assert.Equal(counted.OrderBy(pair => pair.Key.ToString()), stored.OrderBy(pair => pair.Key.ToString()));
    }

    /// <summary>Of each key at most one job is beyond the key's line; the key's row names it, and no job in the line should come before it.</summary>
    private static void CheckKeys(CoreDriver driver, List<JobRecord> jobs)
    {
        foreach (var key in jobs.Where(job => job.Spec.ConcurrencyKey is not null).GroupBy(job => job.Spec.ConcurrencyKey!))
        {
            var holder = key.SingleOrDefault(job => job.State == StoredState.Claimed || job is { State: StoredState.Lined, Line.Kind: not LineKind.Key });
            var waiting = key.Where(job => job.Line?.Kind == LineKind.Key).ToList();
            Assert.Equal(holder?.JobId, KeyLine(driver, key.Key)?.Holder);
            Assert.True(holder is not null || waiting.Count == 0, $"nobody holds {key.Key}, and {waiting.Count} jobs wait for it");
            if (holder is { State: StoredState.Lined })
                Assert.All(waiting, job => Assert.True((job.RunAt, job.Sequence).CompareTo((holder.RunAt, holder.Sequence)) > 0, "an earlier job waits behind"));
        }
    }
}
