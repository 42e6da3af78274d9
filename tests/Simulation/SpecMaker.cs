using System.Globalization;
using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Simulation;

/// <summary>Draws submissions: every field that changes what happens, from small sets, so that they meet.</summary>
internal sealed class SpecMaker(SimWorld world, Random random, long firstTrace = 0)
{
    private static readonly string[] Types = ["a", "b", "a", "b", "a", "late"];
    private static readonly RawJson Small = RawJson.Parse("""{"n":1}""");
    private static readonly RawJson Large = RawJson.Parse("\"" + new string('x', StoreLimits.InlinePayloadBytes) + "\"");
    private readonly Dictionary<(string?, string, int), JobSpec> _known = [];
    private long _submits = firstTrace;

    /// <summary>Queues of the workload.</summary>
    public static IReadOnlyList<string> Queues { get; } = ["q0", "q1", "q2"];

    /// <summary>A submission; with an idempotency key an earlier one is repeated, or contradicted.</summary>
    public JobSpec Draw()
    {
        var concurrencyKey = random.Next(5) < 2 ? $"k{random.Next(3)}" : null;
        if (random.Next(4) != 0)
            return Traced(Draw(concurrencyKey, null, 0));
        var (key, variant) = ($"i{random.Next(8)}", random.Next(8) == 0 ? 1 : 0);
        if (!_known.TryGetValue((concurrencyKey, key, variant), out var spec))
            _known.Add((concurrencyKey, key, variant), spec = Draw(concurrencyKey, key, variant));
        return Traced(spec);
    }

    /// <summary>Its routing: by its keys, or anywhere.</summary>
    public ushort HashOf(JobSpec spec) => Routing.HashOfKeys(spec.ConcurrencyKey, spec.IdempotencyKey) ?? (ushort)random.Next(1 << 16);

    // Every submit has a trace of its own: by it a job is known to come from this very call.
    private JobSpec Traced(JobSpec spec) => spec with { TraceParent = $"00-{(++_submits).ToString("x32", CultureInfo.InvariantCulture)}-0000000000000001-01" };

    private JobSpec Draw(string? concurrencyKey, string? idempotencyKey, int variant)
    {
        var now = (world.Nodes.LastOrDefault()?.Clock.GetUtcNow() ?? world.Now).ToUnixTimeMilliseconds();
        var when = random.Next(10);
        var retry = DrawRetry();
        return new JobSpec
        {
            JobType = Types[random.Next(Types.Length)],
            Payload = random.Next(12) switch { 0 => null, 1 => Large, _ => Small },
            Queue = Queues[random.Next(Queues.Count)],
            Priority = random.Next(3) switch { 0 => random.Next(-2, 3) * 5, _ => 0 },
            RunAt = when switch { 0 => now - random.Next(10_000), 1 => now + random.Next(3_000), 2 => now + random.Next(40_000), _ => null },
            DelayMs = when switch { 3 => random.Next(20), 4 => random.Next(5_000), 5 => random.Next(30_000), _ => null },
            MaxAttempts = retry.Kind == RetryKind.None ? 1 : random.Next(1, 6),
            Retry = retry,
            TimeoutMs = random.Next(8) == 0 ? random.Next(1, 2_000) : null,
            ExpiresAt = random.Next(10) == 0 ? now + random.Next(-500, 15_000) : null,
            IdempotencyKey = idempotencyKey,
            ConcurrencyKey = concurrencyKey,
            TraceParent = "",
            RequestHash = $"{concurrencyKey}/{idempotencyKey}/{variant}",
        };
    }

    private RetryPolicy DrawRetry() => random.Next(4) switch
    {
        0 => RetryPolicy.None,
        1 => RetryPolicy.Fixed(TimeSpan.FromMilliseconds(random.Next(2) * random.Next(2_000))),
        2 => RetryPolicy.Explicit(TimeSpan.Zero, TimeSpan.FromMilliseconds(random.Next(500)), TimeSpan.FromMilliseconds(random.Next(3_000))),
        _ => RetryPolicy.Exponential(TimeSpan.FromMilliseconds(random.Next(1, 500)), 3, TimeSpan.FromSeconds(4), 0.5),
    };
}
