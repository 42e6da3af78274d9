namespace JobScheduler.Benchmarks.Contenders.NodeJs;

/// <summary>What is different from one peer of Node.js to another.</summary>
/// <param name="Name">Also that of its script's entry in <c>main.mjs</c>.</param>
/// <param name="Package">Of npm.</param>
/// <param name="Settings">Its own settings that matter; those of its server are added.</param>
/// <param name="MostDrain">Jobs that it can drain in reasonable time.</param>
/// <param name="NewServer">Makes its server.</param>
internal sealed record NodePeer(string Name, string Package, string Settings, int MostDrain, Func<ILocalServer> NewServer)
{
    public static readonly NodePeer[] All =
    [
        new("graphile-worker", "graphile-worker", "24 concurrent jobs on 25 connections, local queue of 500, completions batched, polls each 10 ms",
            int.MaxValue, () => new PostgresServer()),
        new("pg-boss", "pg-boss", "batches of 500, the next at once while they come back full, polls each 0.5 s (the shortest it takes)",
            int.MaxValue, () => new PostgresServer()),
        new("bullmq", "bullmq", "ioredis, concurrency 64, completed jobs removed", int.MaxValue, () => new RedisServer()),
        new("bullmq-postgres", "bullmq", "concurrency 64 on 16 connections, completed jobs removed", 20_000, () => new PostgresServer()),
    ];
}
