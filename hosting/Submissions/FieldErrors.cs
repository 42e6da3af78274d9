using System.Globalization;
using JobScheduler.Grains.Core.Cron;

namespace JobScheduler.Hosting.Submissions;

/// <summary>
/// Collects what is wrong with a request, by the path a caller sent it under (<c>retry.factor</c>, <c>jobs[3].payload.city</c>),
/// so that one answer names everything. A malformed value (HTTP 400) outweighs an unacceptable one (HTTP 422).
/// </summary>
internal sealed class FieldErrors
{
    private Dictionary<string, List<string>>? _unacceptable;
    private Dictionary<string, List<string>>? _malformed;
    private (string Path, CronError Error)? _cron;

    /// <summary>True when nothing is wrong so far.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>How many problems were found; rises with each.</summary>
    public int Count { get; private set; }

    /// <summary>The entry of a batch that is looked at now: its paths begin with <c>jobs[n].</c>; null: they stay as they are given.</summary>
    /// <remarks>A number and not a text: of a batch without problems no path is ever written.</remarks>
    public int? Entry { get; set; }

    /// <summary>The path as a caller sent it.</summary>
    /// <param name="path">Within the entry.</param>
    public string PathOf(string path) => Entry is { } entry ? string.Create(CultureInfo.InvariantCulture, $"jobs[{entry}].{path}") : path;

    /// <summary>The value is readable, but not acceptable.</summary>
    /// <param name="path">As sent.</param>
    /// <param name="message">What it must be, to be read after the path: "must be between 1 and 500".</param>
    public void Add(string path, string message) => Put(ref _unacceptable, path, message);

    /// <summary>A cron expression is not acceptable. The first of them is told in its parts, too.</summary>
    /// <param name="path">As sent.</param>
    /// <param name="error">What is wrong with it.</param>
    /// <param name="message">In words; default the error's own.</param>
    public void AddCron(string path, CronError error, string? message = null)
    {
        _cron ??= (PathOf(path), error);
        Add(path, message ?? error.ToString());
    }

    /// <summary>The value does not have the shape it must have.</summary>
    /// <param name="path">As sent.</param>
    /// <param name="message">What is wrong, to be read after the path.</param>
    public void AddMalformed(string path, string message) => Put(ref _malformed, path, message);

    /// <summary>Throws what was collected, or nothing.</summary>
    /// <param name="message">The exception's message; default lists the paths.</param>
    /// <exception cref="MalformedRequestException">Something is malformed.</exception>
    /// <exception cref="CronException">Something is not acceptable, a cron expression among it.</exception>
    /// <exception cref="JobValidationException">Something is not acceptable.</exception>
    public void ThrowIfAny(string? message = null)
    {
        if (_malformed is not null)
            throw new MalformedRequestException(ToDictionary(_malformed), message);
        if (_unacceptable is null)
            return;
        var refusal = new JobValidationException(ToDictionary(_unacceptable), message);
        throw _cron is var (path, cron)
            ? new CronException(path, cron.Field, cron.Position, cron.Expected, refusal.Errors, refusal.Message)
            : refusal;
    }

    /// <summary>All of it, for another node; malformed first.</summary>
    public SubmissionError[] ToErrors() => [.. Of(_malformed, true), .. Of(_unacceptable, false)];

    private static IEnumerable<SubmissionError> Of(Dictionary<string, List<string>>? errors, bool malformed) =>
        from error in errors ?? [] from message in error.Value select new SubmissionError(error.Key, message, malformed);

    private void Put(ref Dictionary<string, List<string>>? errors, string path, string message)
    {
        Count++;
        path = PathOf(path);
        errors ??= new(StringComparer.Ordinal);
        if (!errors.TryGetValue(path, out var messages))
            errors.Add(path, messages = []);
        if (!messages.Contains(message))
            messages.Add(message);
    }

    private static Dictionary<string, string[]> ToDictionary(Dictionary<string, List<string>> errors) =>
        errors.ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal);
}
