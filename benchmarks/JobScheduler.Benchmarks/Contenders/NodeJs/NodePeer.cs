namespace JobScheduler.Benchmarks.Contenders.NodeJs;

/// <summary>What is different from one peer of Node.js to another. Their settings stand in their scripts, which also say them.</summary>
/// <param name="Name">Also that in <c>main.mjs</c>.</param>
/// <param name="MostDrain">Jobs that it can drain in reasonable time.</param>
/// <param name="WarmUpRound">Jobs of one drain of its warm-up.</param>
/// <param name="NewServer">Makes its server.</param>
internal sealed record NodePeer(string Name, int MostDrain, int WarmUpRound, Func<ILocalServer> NewServer)
{
    private const int Round = 5_000;
    private const int SlowRound = 1_000;

    public static readonly NodePeer[] All =
    [
        new("graphile-worker", int.MaxValue, Round, () => new PostgresServer()),
        new("pg-boss", int.MaxValue, Round, () => new PostgresServer()),
        new("bullmq", int.MaxValue, Round, () => new RedisServer()),
        new("bullmq-postgres", 5_000, SlowRound, () => new PostgresServer()),
    ];
}
