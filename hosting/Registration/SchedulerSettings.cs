namespace JobScheduler.Hosting.Registration;

/// <summary>The settings directly below <c>JobScheduler:</c>.</summary>
internal static class SchedulerSettings
{
    private const long MostBytes = 64L << 30;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>A new table of them.</summary>
    public static SettingsSection<JobSchedulerOptions> Create() => new SettingsSection<JobSchedulerOptions>("")
        .Text("DataDirectory", o => o.DataDirectory, "Folder of all data of this node; a relative one lies in the content root.")
        .Number("Partitions", o => o.Partitions, 1, 1024, "Partitions of a new store, 1 to 1024. A store that exists keeps its own; a different wish stops the start.")
        .Number("Slots", o => o.Slots, 1, 10_000, "Attempts that may run at the same time on this node, 1 to 10000.")
        .Duration("Horizon", o => o.Horizon, Second, Hour, "How far ahead due entries are kept in memory, 1 s to 1 h.")
        .Duration("DrainTimeout", o => o.DrainTimeout, TimeSpan.Zero, Hour, "How long running attempts may go on at shutdown before they are handed back, 0 to 1 h, below HostOptions.ShutdownTimeout (which the silo sets 10 s longer).")
        .Duration("AbandonAfter", o => o.AbandonAfter, TimeSpan.Zero, Hour, "How long after its time-out fired an attempt that does not return is abandoned, 0 to 1 h.")
        .Duration("MisfireAfter", o => o.MisfireAfter, Second, Hour, "An occurrence of a schedule decided later than this after its time is missed, 1 s to 1 h.")
        .Number("MaxBodyBytes", o => o.MaxBodyBytes, 1024, 1 << 30, "Largest request body, 1 KiB to 1 GiB; a batch may have 16 times as much.")
        .Number("MaxPayloadBytes", o => o.MaxPayloadBytes, 1, 64 << 20, "Largest payload of a job, 1 byte to 64 MiB.")
        .Number("MaxResultBytes", o => o.MaxResultBytes, 1, 64 << 20, "Largest result of a job, 1 byte to 64 MiB; a larger one fails the job with result_too_large.")
        .Number("Limits:MaxSubmits", o => o.Limits.MaxSubmits, 1, 100_000, "HTTP submits, single or batch, that are carried out at the same time, 1 to 100000; over it 429.")
        .Number("Limits:MaxChanges", o => o.Limits.MaxChanges, 1, 100_000, "Other HTTP requests that change something and are carried out at the same time, 1 to 100000; over it 429.")
        .Number("Limits:MaxReads", o => o.Limits.MaxReads, 1, 100_000, "HTTP reads that are carried out at the same time, 1 to 100000; over it 429. Streams of events have a bound of their own.")
        .Number("Limits:MaxHeldBodyBytes", o => o.Limits.MaxHeldBodyBytes, 64 << 10, MostBytes, "Bytes of HTTP request bodies held at the same time, 64 KiB to 64 GiB; over it 429.")
        .Number("Limits:MaxHeldAnswerBytes", o => o.Limits.MaxHeldAnswerBytes, 64 << 10, MostBytes, "Bytes of HTTP answers over 16 KiB that clients have not read yet, 64 KiB to 64 GiB; over it reads get 429.")
        .Number("Limits:MaxPending", o => o.Limits.MaxPending, 100, 10_000_000, "Submits and changes that are not answered yet, each job of a batch counted, 100 to 10000000; over it 429. Submits leave a tenth of it to changes.")
        .Number("Limits:MaxPendingBytes", o => o.Limits.MaxPendingBytes, 64 << 10, MostBytes, "Bytes of payloads in them, 64 KiB to 64 GiB; over it 429. Submits leave a tenth of it to changes.");

    /// <summary>What log lines may show.</summary>
    public static SettingsSection<JobSchedulerLogOptions> CreateLog() => new SettingsSection<JobSchedulerLogOptions>("")
        .Switch("LogPayloads", o => o.LogPayloads, "Whether log lines of attempts that start (Debug) and fail (Warning) show the job's payload, which may be secret.")
        .Number("LogPayloadBytes", o => o.LogPayloadBytes, 1, 16_384, "How many bytes of a payload such a line shows, 1 to 16384; ignored without LogPayloads.");

    /// <summary>What is kept of what handlers log.</summary>
    public static SettingsSection<JobSchedulerAttemptLogOptions> CreateAttemptLogs() => new SettingsSection<JobSchedulerAttemptLogOptions>("AttemptLogs")
        .Number("MaxLines", o => o.MaxLines, 0, 2_000, "How many of the last lines that a handler logs are kept with each attempt, 0 to 2000; 0 keeps none.")
        .Number("MaxBytes", o => o.MaxBytes, 1 << 10, 64 << 10, "Bytes of those lines' messages, 1 KiB to 64 KiB; whole lines leave, the oldest first.");
}
