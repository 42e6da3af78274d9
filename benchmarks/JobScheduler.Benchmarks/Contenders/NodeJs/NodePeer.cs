namespace JobScheduler.Benchmarks.Contenders.NodeJs;

/// <summary>What is different from one peer of Node.js to another. Their settings stand in their scripts, which also say them.</summary>
/// <param name="Name">Also that in <c>main.mjs</c>.</param>
/// <param name="MostDrain">Jobs that it can drain in reasonable time.</param>
/// <param name="NewServer">Makes its server.</param>
internal sealed record NodePeer(string Name, int MostDrain, Func<ILocalServer> NewServer)
{
    public static readonly NodePeer[] All =
    [
        new("graphile-worker", int.MaxValue, () => new PostgresServer()),
        new("pg-boss", int.MaxValue, () => new PostgresServer()),
        new("bullmq", int.MaxValue, () => new RedisServer()),
        new("bullmq-postgres", 5_000, () => new PostgresServer()),
    ];
}
