using JobScheduler.Cli.Input;

namespace JobScheduler.Cli.Connection;

/// <summary>Where the scheduler is, and who says so.</summary>
/// <param name="Url">An absolute http or https address.</param>
/// <param name="Source">For people.</param>
internal sealed record ServerAddress(Uri Url, string Source)
{
    /// <summary>The environment variable that names it.</summary>
    public const string Variable = "JOBSCHEDULER_URL";

    private const string Default = "http://127.0.0.1:8080";

    /// <summary>From the option, else the environment, else this machine.</summary>
    /// <exception cref="UsageException">It is no such address.</exception>
    public static ServerAddress Find(string? option, Terminal terminal) =>
        option is not null ? Parse(option, "--url")
        : terminal.Variable(Variable) is { Length: > 0 } variable ? Parse(variable, Variable)
        : Parse(Default, "the default");

    private static ServerAddress Parse(string text, string source) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", Query: "", Fragment: "" }
            ? new(url, source)
            : throw new UsageException($"{source} must be an http or https address without query, for example {Default}; '{text}' is not.");
}
