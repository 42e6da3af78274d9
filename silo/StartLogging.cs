namespace JobScheduler.Silo;

/// <summary>
/// Until the silo has started, the host's and Kestrel's own reports of a failed start, which are stack traces, are left out: the
/// program says the reason itself.
/// </summary>
internal sealed class StartLogging
{
    private volatile bool _started;

    /// <summary>Installs the filters.</summary>
    public void QuietUntilStarted(ILoggingBuilder logging)
    {
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => _started && level >= LogLevel.Information);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", level => _started && level >= LogLevel.Warning);
    }

    /// <summary>Runs the application until it is told to stop.</summary>
    public async Task RunAsync(WebApplication app)
    {
        await using (app)
        {
            await app.StartAsync();
            _started = true;
            await app.WaitForShutdownAsync();
        }
    }
}
