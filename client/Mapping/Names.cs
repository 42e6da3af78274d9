namespace JobScheduler.Client.Mapping;

/// <summary>What may stand in a path. Anything else (<c>..</c>, a slash) would address something different.</summary>
internal static class Names
{
    /// <summary>False: no job has such an id.</summary>
    public static bool IsJobId(string jobId) =>
        jobId.Length is > 0 and <= 64 && jobId.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    /// <exception cref="JobNotFoundException">No job has such an id.</exception>
    public static string RequireJobId(string jobId)
    {
        ArgumentNullException.ThrowIfNull(jobId);
        return IsJobId(jobId) ? jobId : throw new JobNotFoundException(jobId);
    }

    /// <summary>False: no queue and no schedule has such a name.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 128 && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '~' or '-');

    /// <exception cref="JobValidationException">No queue can have this name.</exception>
    public static string RequireQueue(string queue) => RequireName("queue", queue);

    /// <exception cref="JobValidationException">No schedule can have this id.</exception>
    public static string RequireScheduleId(string id) => RequireName("id", id);

    /// <summary>Whether a text can be sent as a header without loss.</summary>
    public static bool IsHeaderSafe(string text) => text.Length > 0 && text.All(c => c is > ' ' and < (char)127);

    private static string RequireName(string path, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return IsName(name) ? name : throw new JobValidationException(new Dictionary<string, string[]>
        {
            [path] = ["must be 1 to 128 of [A-Za-z0-9._~-], the first alphanumeric"],
        });
    }
}
