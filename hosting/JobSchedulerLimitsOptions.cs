namespace JobScheduler;

/// <summary>
/// How much a node takes on at a time, below <c>JobScheduler:Limits</c>. Above a bound a request is refused at once with 429 (in .NET a
/// <see cref="SchedulerOverloadedException"/>) and nothing is stored. What attempts report is never refused.
/// </summary>
public sealed class JobSchedulerLimitsOptions
{
    /// <summary>HTTP submits, single or batch, that are carried out at the same time, 1 to 100000. Default 512.</summary>
    public int MaxSubmits { get; set; } = 512;

    /// <summary>Other HTTP requests that change something and are carried out at the same time, 1 to 100000. Default 128.</summary>
    public int MaxChanges { get; set; } = 128;

    /// <summary>HTTP reads that are carried out at the same time, 1 to 100000; streams of events have a bound of their own. Default 128.</summary>
    public int MaxReads { get; set; } = 128;

    /// <summary>Bytes of HTTP request bodies held at the same time, 64 KiB to 64 GiB. Default 64 MiB.</summary>
    public long MaxHeldBodyBytes { get; set; } = 64L << 20;

    /// <summary>Bytes of HTTP answers over 16 KiB that clients have not read yet, 64 KiB to 64 GiB. Default 64 MiB.</summary>
    public long MaxHeldAnswerBytes { get; set; } = 64L << 20;

    /// <summary>
    /// Submits and changes that are not answered yet, each job of a batch counted, 100 to 10000000; submits leave a tenth of it to
    /// changes. Default 20000.
    /// </summary>
    public int MaxPending { get; set; } = 20_000;

    /// <summary>Bytes of payloads in them, 64 KiB to 64 GiB; submits leave a tenth of it to changes. Default 64 MiB.</summary>
    public long MaxPendingBytes { get; set; } = 64L << 20;
}
