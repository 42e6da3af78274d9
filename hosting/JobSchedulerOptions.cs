namespace JobScheduler;

/// <summary>What an operator may set, below <c>JobScheduler:</c> in the configuration. Durations are TimeSpans, sizes bytes.</summary>
public sealed class JobSchedulerOptions
{
    /// <summary>Where all data of this node lies; relative to the content root. Default <c>data</c>. Ignored when the store is given a path of its own.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>Partitions of a new store, 1 to 1024; a store that exists keeps its own and a different wish stops the start. Default 16.</summary>
    public int Partitions { get; set; } = 16;

    /// <summary>Attempts that may run at the same time on this node, 1 to 10000. Default 64.</summary>
    public int Slots { get; set; } = 64;

    /// <summary>How far ahead due entries are kept in memory, 1 s to 1 h. Default 1 min.</summary>
    public TimeSpan Horizon { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long running attempts may go on at shutdown before they are handed back, 0 to 1 h, below <c>HostOptions.ShutdownTimeout</c>. Default 20 s.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long after its time-out fired an attempt that does not return is abandoned, 0 to 1 h. Default 10 s.</summary>
    public TimeSpan AbandonAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>An occurrence of a schedule decided later than this after its time is missed, 1 s to 1 h. Default 10 s.</summary>
    public TimeSpan MisfireAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest request body, 1 KiB to 1 GiB; a batch may have 16 times as much. Default 1 MiB.</summary>
    public int MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>Largest payload of a job, 1 byte to 64 MiB. Default 256 KiB.</summary>
    public int MaxPayloadBytes { get; set; } = 256 * 1024;

    /// <summary>Largest result of a job, 1 byte to 64 MiB; a larger one fails the job with <c>result_too_large</c>. Default 256 KiB.</summary>
    public int MaxResultBytes { get; set; } = 256 * 1024;

    /// <summary>How much the node takes on at a time.</summary>
    public JobSchedulerLimitsOptions Limits { get; } = new();
}
