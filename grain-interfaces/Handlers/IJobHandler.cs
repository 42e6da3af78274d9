namespace JobScheduler;

/// <summary>
/// Performs a job type. Called at least once per job, at most one valid attempt at a time, never before the job's time; each
/// call has a DI scope of its own.
/// </summary>
/// <typeparam name="TPayload">The payload as snake_case JSON.</typeparam>
public interface IJobHandler<in TPayload>
{
    /// <summary>Performs one attempt. A thrown exception is a failed attempt, retried by the job's policy.</summary>
    /// <param name="payload">The job's input.</param>
    /// <param name="context">Which attempt this is; progress.</param>
    /// <param name="cancellationToken">Fires on cancel, time-out and at the end of a shutdown's drain time.</param>
    Task<JobOutcome> HandleAsync(TPayload payload, JobContext context, CancellationToken cancellationToken);
}

/// <summary>Performs a job type and returns a result. See <see cref="IJobHandler{TPayload}"/>.</summary>
/// <typeparam name="TPayload">The payload as snake_case JSON.</typeparam>
/// <typeparam name="TResult">The result, stored as snake_case JSON.</typeparam>
public interface IJobHandler<in TPayload, TResult>
{
    /// <summary>Performs one attempt. A thrown exception is a failed attempt, retried by the job's policy.</summary>
    /// <param name="payload">The job's input.</param>
    /// <param name="context">Which attempt this is; progress.</param>
    /// <param name="cancellationToken">Fires on cancel, time-out and at the end of a shutdown's drain time.</param>
    Task<JobOutcome<TResult>> HandleAsync(TPayload payload, JobContext context, CancellationToken cancellationToken);
}

/// <summary>Checks a payload of a job type before a job is accepted.</summary>
/// <typeparam name="TPayload">The payload's type.</typeparam>
public interface IJobPayloadValidator<in TPayload>
{
    /// <summary>Returns the problems: path inside the payload in JSON names (<c>address.city</c>, <c>lines[2].sku</c>) to messages; empty if it is fine.</summary>
    /// <param name="payload">The payload to check.</param>
    IReadOnlyDictionary<string, string[]> Validate(TPayload payload);
}
