using JobScheduler.Http.Responses;

namespace JobScheduler.Http.Requests;

/// <summary>Collects what is wrong with a request, so that the caller learns all of it at once.</summary>
internal sealed class RequestErrors
{
    /// <summary>The key of what concerns the body as a whole.</summary>
    public const string Body = "body";

    // An answer about a hostile request stays small.
    private const int MaxPaths = 100;
    private const int MaxPathLength = 256;

    private readonly Dictionary<string, List<string>> _malformed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _invalid = new(StringComparer.Ordinal);

    public bool Any => _malformed.Count > 0 || _invalid.Count > 0;

    /// <summary>Not a request's shape: 400.</summary>
    public void Malformed(string path, string message) => Add(_malformed, path, message);

    /// <summary>Readable, but not acceptable: 422.</summary>
    public void Invalid(string path, string message) => Add(_invalid, path, message);

    /// <summary>Ends the request if anything is wrong; what is malformed hides what is unacceptable.</summary>
    /// <param name="jobs">Entries of a batch; null: the request is not one.</param>
    public void ThrowIfAny(int? jobs = null)
    {
        var errors = _malformed.Count > 0 ? _malformed : _invalid;
        if (errors.Count == 0)
            return;
        var kind = _malformed.Count > 0 ? ProblemKind.MalformedRequest : ProblemKind.ValidationFailed;
        throw new ProblemException(new(kind, Describe(errors, jobs))
        {
            Errors = errors.ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal),
        });
    }

    private static string Describe(Dictionary<string, List<string>> errors, int? jobs)
    {
        if (jobs is { } count)
        {
            var refused = errors.Keys.Where(path => path.StartsWith("jobs[", StringComparison.Ordinal))
                .Select(path => path[..(path.IndexOf(']', StringComparison.Ordinal) + 1)]).Distinct(StringComparer.Ordinal).Count();
            if (refused > 0)
                return $"{refused} of {count} jobs {(refused == 1 ? "was" : "were")} refused, nothing is stored.";
        }

        var (path, messages) = errors.First();
        return errors.Count == 1 ? $"{path} {messages[0]}." : $"{path} {messages[0]}, and {errors.Count - 1} more.";
    }

    private static void Add(Dictionary<string, List<string>> errors, string path, string message)
    {
        if (path.Length > MaxPathLength)
            path = TextCut.AtMost(path, MaxPathLength) + "...";
        if (errors.TryGetValue(path, out var messages))
        {
            if (!messages.Contains(message))
                messages.Add(message);
        }
        else if (errors.Count < MaxPaths)
        {
            errors.Add(path, [message]);
        }
    }
}
