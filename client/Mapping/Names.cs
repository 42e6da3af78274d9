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

    /// <exception cref="JobValidationException">No queue can have this name.</exception>
    public static string RequireQueue(string queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        var valid = queue.Length is > 0 and <= 128 && char.IsAsciiLetterOrDigit(queue[0])
            && queue.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '~' or '-');
        return valid ? queue : throw new JobValidationException(new Dictionary<string, string[]>
        {
            ["queue"] = ["must be 1 to 128 of [A-Za-z0-9._~-], the first alphanumeric"],
        });
    }

    /// <summary>Whether a text can be sent as a header without loss.</summary>
    public static bool IsHeaderSafe(string text) => text.Length > 0 && text.All(c => c is > ' ' and < (char)127);
}
