using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace JobScheduler.Silo;

/// <summary>How the silo logs where nothing is configured, and where it prints its banner.</summary>
internal static partial class SiloLogging
{
    // In code, as a published silo need not have an appsettings.json beside its working directory.
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
        ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",
        ["Logging:Console:FormatterOptions:IncludeScopes"] = "true",
        // A reader of the log that stops reading must not stop the scheduler: lines are dropped, and that is said.
        ["Logging:Console:QueueFullMode"] = "DropWrite",
        ["Logging:Console:MaxQueueLength"] = "10000",
    };

    /// <summary>Adds the console, and the defaults below every source of configuration.</summary>
    public static void Apply(WebApplicationBuilder builder)
    {
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        builder.Logging.AddJobSchedulerConsole();
    }

    /// <summary>
    /// Says that the silo serves. A log of JSON lines has it as an event and nothing else beside, so the banner, which is for people,
    /// goes to standard error if one of them sits there.
    /// </summary>
    public static void Announce(WebApplication app, string data)
    {
        var json = app.Services.GetRequiredService<IOptionsMonitor<ConsoleLoggerOptions>>().CurrentValue.FormatterName == ConsoleFormatterNames.Json;
        LogReady(app.Logger, string.Join(", ", app.Urls), data);
        if (!json || !Console.IsErrorRedirected)
            Banner.Print(json ? Console.Error : Console.Out, data, app.Urls);
    }

    [LoggerMessage(1601, LogLevel.Information, "The silo serves at {Address}; its data lies in {Data}", EventName = "silo_ready")]
    private static partial void LogReady(ILogger logger, string address, string data);
}
