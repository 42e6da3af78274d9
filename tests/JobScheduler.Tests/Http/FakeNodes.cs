namespace JobScheduler.Tests.Http;

/// <summary>A cluster as the fake scheduler shows it; every member has a value somewhere.</summary>
internal static class FakeNodes
{
    private static readonly DateTimeOffset Start = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    public static ServerInfo Server { get; } = new()
    {
        Version = "0.1.0",
        Engine = "orleans",
        Node = "n1",
        ReadOnly = true,
        LatenessTarget = TimeSpan.FromMilliseconds(250),
        OrleansDashboard = "/orleans",
        DiskFreeBytes = 52_613_349_376,
        Now = Start,
    };

    public static IReadOnlyList<NodeInfo> All { get; } =
    [
        new()
        {
            Node = "n1",
            Status = NodeStatus.Active,
            Engine = "orleans",
            Version = "0.1.0",
            StartedAt = Start,
            Slots = 64,
            SlotsRunning = 3,
            Partitions = 16,
            JobTypes = ["echo", "http"],
            Stuck = [new("07c1-01kb3z5m8q4t7x", "http", 2, 1041, Start.AddHours(1))],
        },
        new() { Node = "n2", Status = NodeStatus.Unavailable, Problem = "Its clock is 900 ms ahead of the other nodes'.", StartedAt = Start },
    ];

    public static IReadOnlyList<PartitionInfo> Partitions { get; } =
    [
        new() { Partition = 0, Node = "n1", Term = 42, InMemory = 12, Queued = 5, Running = 1, OldestQueuedMs = 120, CommitMs = new(0.6, 2.1) },
        new() { Partition = 1 },
    ];

    public static IReadOnlyList<JobTypeInfo> JobTypes { get; } =
    [
        new()
        {
            Name = "http",
            Description = "Sends an HTTP request.",
            PayloadSchema = RawJson.Parse("""{"type":"object","properties":{"url":{"type":"string"}}}"""),
            Queue = "web",
            MaxAttempts = 7,
            Nodes = ["n1"],
            Counts = new(10, 0, 3, 91, 1, 2),
        },
        new() { Name = "lost", Queue = "default", MaxAttempts = 5, Counts = new(4, 0, 0, 0, 0, 0) },
    ];

    public static IReadOnlyList<StatsPoint> Points { get; } =
    [
        new() { At = Start, Submitted = 3, Started = 2, Finished = 2, Failed = 1, Queued = 4, Running = 1, LatenessMs = new(1.2, 4, 9) },
        new() { At = Start.AddSeconds(1) },
    ];
}
