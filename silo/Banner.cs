namespace JobScheduler.Silo;

/// <summary>What a person sees once the silo serves: where the data lies, where it listens, and a first request to paste.</summary>
internal static class Banner
{
    /// <summary>Prints it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="data">The data folder, absolute.</param>
    /// <param name="urls">The addresses it really listens on.</param>
    public static void Print(TextWriter output, string data, IEnumerable<string> urls)
    {
        var address = urls.Select(Reachable).FirstOrDefault() ?? SiloDefaults.Url;
        output.WriteLine($$$"""

            JobScheduler is ready.
              address  {{{string.Join(", ", urls)}}}
              data     {{{data}}}
              try      curl -sS {{{address}}}/v1/jobs -H 'Content-Type: application/json' -d '{"job_type":"echo","payload":{"hello":"world"}}'

            """);
        output.Flush();
    }

    // An address that means "all" cannot be called.
    private static string Reachable(string url) => url.TrimEnd('/')
        .Replace("://[::]", "://localhost", StringComparison.Ordinal)
        .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal);
}
