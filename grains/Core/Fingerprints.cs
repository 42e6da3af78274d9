using System.Globalization;

namespace JobScheduler.Grains.Core;

/// <summary>Groups failures that differ only in the variable parts of their messages.</summary>
public static class Fingerprints
{
    /// <summary>
    /// 8 hex digits over job type, error code and <see cref="FailureMessage.WithoutVariableParts"/> of the message (FNV-1a,
    /// http://www.isthe.com/chongo/tech/comp/fnv/). Stored with the dead letter: a change groups only later failures anew.
    /// </summary>
    /// <param name="jobType">The job's type.</param>
    /// <param name="code">The error's code.</param>
    /// <param name="message">The error's message.</param>
    public static string Of(string jobType, string code, string message)
    {
        ArgumentNullException.ThrowIfNull(jobType);
        ArgumentNullException.ThrowIfNull(code);
        var hash = 2166136261U;
        foreach (var text in (ReadOnlySpan<string>)[jobType, code, FailureMessage.WithoutVariableParts(message)])
        {
            foreach (var c in text)
                hash = (hash ^ c) * 16777619U;
            hash = (hash ^ 0x1f) * 16777619U;
        }

        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
