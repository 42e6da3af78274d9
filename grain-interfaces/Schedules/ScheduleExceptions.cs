namespace JobScheduler;

/// <summary>There is no such schedule.</summary>
/// <param name="id">The id.</param>
public sealed class ScheduleNotFoundException(string id) : JobSchedulerException($"There is no schedule {id}.")
{
    /// <summary>The id.</summary>
    public string Id { get; } = id;
}

/// <summary>A schedule of this id exists already; nothing is stored.</summary>
/// <param name="id">The id.</param>
public sealed class ScheduleExistsException(string id) : JobSchedulerException($"There is a schedule {id} already.")
{
    /// <summary>The id.</summary>
    public string Id { get; } = id;
}

/// <summary>A precondition does not hold; nothing is stored.</summary>
/// <param name="message">Which.</param>
public sealed class PreconditionFailedException(string message) : JobSchedulerException(message);

/// <summary>A cron expression is not acceptable; nothing is stored.</summary>
/// <param name="path">Where in the request, for example <c>cron</c> or <c>exclude[2]</c>.</param>
/// <param name="field">Which part of the expression, for example <c>hour</c>.</param>
/// <param name="position">Where in the expression, from 0.</param>
/// <param name="expected">What was expected there.</param>
public sealed class CronException(string path, string field, int position, string expected)
    : JobSchedulerException($"{path}: {field} at position {position}: expected {expected}.")
{
    /// <summary>Where in the request.</summary>
    public string Path { get; } = path;

    /// <summary>Which part of the expression.</summary>
    public string Field { get; } = field;

    /// <summary>Where in the expression, from 0.</summary>
    public int Position { get; } = position;

    /// <summary>What was expected there.</summary>
    public string Expected { get; } = expected;
}
