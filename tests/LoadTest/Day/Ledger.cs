using System.Collections.Concurrent;

namespace JobScheduler.LoadTest.Day;

/// <summary>What must have become of a job at the end.</summary>
internal enum Fate
{
    /// <summary>It completes, perhaps after retries.</summary>
    Completes,

    /// <summary>It becomes a dead letter and completes when it is replayed.</summary>
    CompletesAfterReplay,

    /// <summary>It is cancelled, or completes before the cancel comes.</summary>
    CancelledOrCompletes,
}

/// <summary>What was told to the silo and what it answered; held against its lists at the end.</summary>
internal sealed class Ledger(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Entry> _jobs = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public int Accepted => _jobs.Count;

    /// <summary>Calls that failed in a way that the run does not explain.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Things that were done, by name.</summary>
    public IEnumerable<KeyValuePair<string, int>> Counts => _counts.OrderBy(count => count.Key, StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Entry> Jobs => _jobs;

    public void Accept(string jobId, string kind, Fate fate, bool fails = false)
    {
        _jobs[jobId] = new Entry(kind, fate, fails, time.GetUtcNow());
        Count(kind);
    }

    public void Count(string what) => _counts.AddOrUpdate(what, 1, static (_, count) => count + 1);

    public int Counted(string what) => _counts.GetValueOrDefault(what);

    public void Error(string what) => _errors.Enqueue(what);

    /// <param name="Kind">What sort of job it is.</param>
    /// <param name="Fate">What must become of it.</param>
    /// <param name="Fails">Attempts of it fail on purpose, so the log may say so.</param>
    /// <param name="At">When the acceptance was known.</param>
    internal sealed record Entry(string Kind, Fate Fate, bool Fails, DateTimeOffset At);
}
