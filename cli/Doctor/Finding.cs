namespace JobScheduler.Cli.Doctor;

/// <summary>How something is.</summary>
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Works, and deserves a look.</summary>
    Warning,

    /// <summary>Does not work.</summary>
    Wrong,
}

/// <summary>What one check found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Verdict">How it is.</param>
/// <param name="Text">What was found, a sentence.</param>
/// <param name="Advice">What to do about it; null: nothing.</param>
internal sealed record Finding(string Check, Verdict Verdict, string Text, string? Advice = null)
{
    public static Finding Ok(string check, string text) => new(check, Verdict.Ok, text);

    public static Finding Warning(string check, string text, string advice) => new(check, Verdict.Warning, text, advice);

    public static Finding Wrong(string check, string text, string advice) => new(check, Verdict.Wrong, text, advice);
}
