using System.Globalization;

namespace JobScheduler.Grains.Core;

/// <summary>Groups failures that differ only in the variable parts of their messages.</summary>
public static class Fingerprints
{
    /// <summary>8 hex digits over job type, error code and the message without digits, quoted parts and hex ids.</summary>
    /// <param name="jobType">The job's type.</param>
    /// <param name="code">The error's code.</param>
    /// <param name="message">The error's message.</param>
    public static string Of(string jobType, string code, string message)
    {
        ArgumentNullException.ThrowIfNull(jobType);
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(message);
        var hash = 2166136261U;
        foreach (var text in (ReadOnlySpan<string>)[jobType, code, Fixed(message)])
        {
            foreach (var c in text)
                hash = (hash ^ c) * 16777619U;
            hash = (hash ^ 0x1f) * 16777619U;
        }

        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }

    /// <summary>The message with every word that holds a digit, and everything in quotes, replaced by '#'.</summary>
    private static string Fixed(string message)
    {
        var kept = new List<string>();
        var quote = '\0';
        foreach (var word in message.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var opens = quote == '\0' && word[0] is '\'' or '"' or '`';
            if (opens)
                quote = word[0];
            if (opens || quote == '\0')
                kept.Add(opens || word.Any(char.IsDigit) ? "#" : word); // of what stands in quotes the first word, for all of it
            if (quote != '\0' && word.Length > (opens ? 1 : 0) && word.TrimEnd('.', ',', ';', ':', ')').EndsWith(quote))
                quote = '\0';
        }

        return string.Join(' ', kept);
    }
}
