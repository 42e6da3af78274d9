namespace JobScheduler.Cli.Input;

/// <summary>All that is wrong with a document, so that it can be put right at once.</summary>
/// <param name="document">Its name.</param>
internal sealed class Findings(string document)
{
    private readonly List<string> _all = [];

    /// <summary>Notes one.</summary>
    /// <param name="path">Where, as written: <c>job.retry.factor</c>.</param>
    /// <param name="problem">What, a sentence's rest.</param>
    public void Add(string path, string problem) =>
        _all.Add($"{document}: {(path.Length == 0 ? "it" : path)} {problem}{(problem.EndsWith('?') ? "" : ".")}");

    /// <summary>Ends the reading if something is wrong.</summary>
    /// <exception cref="UsageException">Says all of it.</exception>
    public void ThrowIfAny()
    {
        if (_all.Count > 0)
            throw new UsageException(string.Join(Environment.NewLine, _all));
    }
}
