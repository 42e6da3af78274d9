namespace JobScheduler.Cli.Input;

/// <summary>Reads what is named on the command line: a file, or standard input for <c>-</c>.</summary>
internal static class InputText
{
    /// <summary>Names standard input.</summary>
    public const string Standard = "-";

    /// <summary>What it is called in messages.</summary>
    public static string NameOf(string file) => file == Standard ? "standard input" : file;

    /// <summary>All of it.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static async Task<string> ReadAsync(string file, Terminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            return file == Standard
                ? await terminal.Input.ReadToEndAsync(cancellationToken)
                : await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{NameOf(file)} cannot be read: {e.Message}");
        }
    }

    /// <summary>Words as typed; a lone <c>-</c> stands for those on standard input, separated by white space.</summary>
    /// <exception cref="UsageException">There are none.</exception>
    public static async Task<IReadOnlyList<string>> WordsAsync(string[] typed, string what, Terminal terminal, CancellationToken cancellationToken)
    {
        if (typed is not [Standard])
            return typed;
        var words = (await ReadAsync(Standard, terminal, cancellationToken)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 ? words : throw new UsageException($"There is no {what} on standard input.");
    }
}
