using JobScheduler.Hosting.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace JobScheduler;

/// <summary>The log on the console.</summary>
public static class JobSchedulerLoggingExtensions
{
    private const string PlainFormatter = ConsoleFormatterNames.Simple;
    private const string PlainTime = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";

    /// <summary>
    /// Logs to the console as the silo does: one line of JSON per record (docs/logging.md) where standard output is not a terminal,
    /// plain text with the time on one. <c>Logging:Console:FormatterName</c>, <c>json</c> or <c>simple</c>, decides otherwise. The
    /// formatter <c>json</c> takes the place of .NET's own.
    /// </summary>
    /// <param name="logging">The application's logging.</param>
    public static ILoggingBuilder AddJobSchedulerConsole(this ILoggingBuilder logging)
    {
        ArgumentNullException.ThrowIfNull(logging);
        logging.AddConsole();
        // The console takes the first formatter of a name, so ours goes before its own.
        if (!logging.Services.Any(service => service.ImplementationType == typeof(JsonLineFormatter)))
            logging.Services.Insert(0, ServiceDescriptor.Singleton<ConsoleFormatter, JsonLineFormatter>());
        logging.Services.PostConfigure<ConsoleLoggerOptions>(static options =>
            options.FormatterName ??= Console.IsOutputRedirected ? JsonLineFormatter.FormatterName : PlainFormatter);
        logging.Services.PostConfigure<SimpleConsoleFormatterOptions>(static options =>
        {
            if (options.TimestampFormat is null)
                (options.TimestampFormat, options.UseUtcTimestamp) = (PlainTime, true);
        });
        return logging;
    }
}
