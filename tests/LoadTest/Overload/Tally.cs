namespace JobScheduler.LoadTest.Overload;

/// <summary>What became of the jobs that were offered.</summary>
internal sealed class Tally(int jobsPerRequest)
{
    private readonly List<string> _accepted = [];
    private long _offered;
    private long _refused429;
    private long _refused503;
    private long _unknown;
    private long _unsent;

    /// <summary>Jobs the clock wanted to send.</summary>
    public long Offered => Interlocked.Read(ref _offered);

    public long Refused429 => Interlocked.Read(ref _refused429);

    public long Refused503 => Interlocked.Read(ref _refused503);

    /// <summary>Jobs of requests whose connection broke, or that were answered with anything else: perhaps stored.</summary>
    public long Unknown => Interlocked.Read(ref _unknown);

    /// <summary>Jobs that were due when all connections were busy: never sent.</summary>
    public long Unsent => Interlocked.Read(ref _unsent);

    public IReadOnlyList<string> Accepted
    {
        get
        {
            lock (_accepted)
                return [.. _accepted];
        }
    }

    public Latencies AcceptedTook { get; } = new();

    public Latencies RefusedTook { get; } = new();

    public void Offer(long requests, bool sent)
    {
        Interlocked.Add(ref _offered, requests * jobsPerRequest);
        if (!sent)
            Interlocked.Add(ref _unsent, requests * jobsPerRequest);
    }

    public void Take(Answer answer, TimeSpan took)
    {
        switch (answer.Status)
        {
            case 202:
                AcceptedTook.Add(took);
                lock (_accepted)
                    _accepted.AddRange(answer.JobIds);
                break;
            case 429:
                RefusedTook.Add(took);
                Interlocked.Add(ref _refused429, jobsPerRequest);
                break;
            case 503:
                // "outcome-unknown" is among these: the count of what is stored may be above that of what was accepted by as many.
                RefusedTook.Add(took);
                Interlocked.Add(ref _refused503, jobsPerRequest);
                break;
            default:
                Interlocked.Add(ref _unknown, jobsPerRequest);
                break;
        }
    }
}
