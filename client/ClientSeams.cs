using System.Security.Cryptography;

namespace JobScheduler.Client;

/// <summary>Where the client gets time and chance from; tests bring their own.</summary>
internal sealed class ClientSeams
{
    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Waits before a further try.</summary>
    public Func<TimeSpan, CancellationToken, Task> Delay { get; init; } = (delay, ct) => Task.Delay(delay, TimeProvider.System, ct);

    /// <summary>0 (inclusive) to 1 (exclusive).</summary>
    public Func<double> Chance { get; init; } = () => RandomNumberGenerator.GetInt32(1 << 30) / (double)(1 << 30);

    /// <summary>A new idempotency key: 128 random bits.</summary>
    public Func<string> NewKey { get; init; } = () => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
