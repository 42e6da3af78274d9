using System.Net.Sockets;
using JobScheduler.Grains.Storage;
using Microsoft.Extensions.Options;

namespace JobScheduler.Silo;

/// <summary>Says in one message why the silo did not start, for the reasons an operator can remove; anything else is a bug and keeps its trace.</summary>
internal static class StartFailure
{
    /// <summary>The message for a known reason, else null.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        OptionsValidationException invalid => string.Join(Environment.NewLine, invalid.Failures),
        JobSchedulerConfigurationException or StoreOpenException => exception.Message,
        // A settings file that cannot be read: the reason is in the inner exception.
        InvalidDataException or FileNotFoundException => Chain(exception),
        // The address is taken, not ours, or not to be had.
        SocketException => "One of the addresses cannot be listened on: " + exception.Message,
        DirectoryNotFoundException => "There is no such folder: " + exception.Message,
        IOException { InnerException: not null } => Chain(exception),
        UnauthorizedAccessException => exception.Message,
        InvalidOperationException { InnerException: FormatException } => Chain(exception),
        AggregateException { InnerExceptions: [var only] } => Explain(only),
        _ => null,
    };

    /// <summary>Prints the reason.</summary>
    /// <returns>The exit code: 1.</returns>
    public static int Report(string message)
    {
        Console.Error.WriteLine("JobScheduler did not start.");
        Console.Error.WriteLine(message);
        return 1;
    }

    private static string Chain(Exception exception)
    {
        var messages = new List<string>();
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (!messages.Any(m => m.Contains(e.Message, StringComparison.Ordinal)))
                messages.Add(e.Message);
        }

        return string.Join(" ", messages);
    }
}
