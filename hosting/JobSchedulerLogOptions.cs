namespace JobScheduler;

/// <summary>What log lines may show, below <c>JobScheduler:</c> in the configuration.</summary>
public sealed class JobSchedulerLogOptions
{
    /// <summary>Whether the lines of attempts that start (Debug) and fail (Warning) show the job's payload. Default false: payloads may be secret.</summary>
    public bool LogPayloads { get; set; }

    /// <summary>How many bytes of a payload such a line shows, 1 to 16384. Default 1024; ignored without <see cref="LogPayloads"/>.</summary>
    public int LogPayloadBytes { get; set; } = 1024;

    /// <summary>The bytes to show; 0: none.</summary>
    internal int ShownPayloadBytes => LogPayloads ? LogPayloadBytes : 0;
}
