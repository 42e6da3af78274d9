using System.Text.Json;

namespace JobScheduler;

/// <summary>
/// How one job type is performed and what its jobs get when a submission leaves it out. A submission overrides these values, these
/// override the server's defaults; they are resolved when a job is accepted, so a change does not touch jobs that are stored.
/// </summary>
public sealed class JobHandlerOptions
{
    private readonly List<Type> _doNotRetry = [];

    /// <summary>Old names of the type: jobs stored or submitted under them run with this handler, so renames are safe. Default none.</summary>
    public IList<string> Aliases { get; } = [];

    /// <summary>A sentence for people about what the job does. Default none.</summary>
    public string? Description { get; set; }

    /// <summary>The queue of its jobs, 1 to 128 of <c>[A-Za-z0-9._~-]</c>, first alphanumeric. Default: <c>default</c>.</summary>
    public string? Queue { get; set; }

    /// <summary>Attempts until a job is a dead letter, 1 to 1000. Default 5 (explicit delays: their number + 1; retry none: 1).</summary>
    public int? MaxAttempts { get; set; }

    /// <summary>What follows a failed attempt. Default <see cref="RetryPolicy.Default"/>.</summary>
    public RetryPolicy? Retry { get; set; }

    /// <summary>Time-out of one attempt, 1 ms to 7 days; finer than a millisecond is rounded up. Default none.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>How long jobs of this type are kept after they ended, also those stored before; configuration overrides it. Default that of all types.</summary>
    public JobRetention? Retention { get; set; }

    /// <summary>How this type's payload and result are read and written. Default: <c>UsePayloadJson</c>'s, else <see cref="PayloadJson.Default"/>. Copied at registration.</summary>
    public JsonSerializerOptions? PayloadJson { get; set; }

    /// <summary>
    /// An <see cref="IJobPayloadValidator{TPayload}"/> of the payload's type that checks payloads instead of their data annotations:
    /// an object, which must be safe to call from many threads, or a <see cref="Type"/>, which is taken from a DI scope per check
    /// (registered as scoped if it is not registered). Default none: data annotations.
    /// </summary>
    public object? Validator { get; set; }

    /// <summary>Whether the last lines that the handler logs are kept with the attempt, see <see cref="JobSchedulerAttemptLogOptions"/>. Default true.</summary>
    public bool KeepLogs { get; set; } = true;

    internal IReadOnlyList<Type> NotRetried => _doNotRetry;

    /// <summary>
    /// An exception of this type, or of one derived from it, fails the job for good instead of being retried; also inside an
    /// <see cref="AggregateException"/>.
    /// </summary>
    /// <typeparam name="TException">The exception.</typeparam>
    /// <returns>These options.</returns>
    public JobHandlerOptions DoNotRetry<TException>()
        where TException : Exception
    {
        _doNotRetry.Add(typeof(TException));
        return this;
    }
}
