namespace JobScheduler;

/// <summary>There is no such schedule (HTTP 404).</summary>
/// <param name="id">The id.</param>
public sealed class ScheduleNotFoundException(string id) : JobSchedulerException($"There is no schedule {id}.")
{
    /// <summary>The id.</summary>
    public string Id { get; } = id;

    /// <inheritdoc/>
    public override string Problem => "not-found";
}

/// <summary>A schedule of this id exists already (HTTP 409); nothing is stored.</summary>
/// <param name="id">The id.</param>
public sealed class ScheduleExistsException(string id) : JobSchedulerException($"There is a schedule {id} already.")
{
    /// <summary>The id.</summary>
    public string Id { get; } = id;

    /// <inheritdoc/>
    public override string Problem => "already-exists";
}

/// <summary>A precondition does not hold (HTTP 412); nothing is stored.</summary>
/// <param name="message">Which.</param>
public sealed class PreconditionFailedException(string message) : JobSchedulerException(message)
{
    /// <inheritdoc/>
    public override string Problem => "precondition-failed";
}

/// <summary>A cron expression is not acceptable (HTTP 422); nothing is stored.</summary>
/// <param name="path">Where in the request, for example <c>cron</c> or <c>exclude[2]</c>.</param>
/// <param name="field">Which part of the expression, for example <c>hour</c>.</param>
/// <param name="position">Where in the expression, from 0.</param>
/// <param name="expected">What was expected there.</param>
/// <param name="errors">All that is wrong with the request, this included; default only this.</param>
/// <param name="message">A sentence; default says this.</param>
public sealed class CronException(
    string path, string field, int position, string expected, IReadOnlyDictionary<string, string[]>? errors = null, string? message = null)
    : JobSchedulerException(message ?? $"{path}: {field} at position {position}: expected {expected}.")
{
    /// <summary>Where in the request.</summary>
    public string Path { get; } = path;

    /// <summary>Which part of the expression.</summary>
    public string Field { get; } = field;

    /// <summary>Where in the expression, from 0.</summary>
    public int Position { get; } = position;

    /// <summary>What was expected there.</summary>
    public string Expected { get; } = expected;

    /// <summary>Path as sent to messages: everything that is wrong with the request.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; } = errors ?? new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [path] = [$"{field} at position {position}: expected {expected}"],
    };

    /// <inheritdoc/>
    public override string Problem => "validation-failed";
}
