using JobScheduler;
using JobScheduler.Silo;
using JobScheduler.Silo.Telemetry;
using Microsoft.Extensions.Options;

if (StoreCommands.IsOne(args))
    return StoreCommands.Run(args, Console.Out, Console.Error);

var startup = new StartLogging();
try
{
    if (SchedulerRegistration.TryRunCommand(args) is { } command)
        return await command;
    if (CommandLine.Problem(args) is { } problem)
        return StartFailure.Report(problem);
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = SiloPaths.ContentRoot(args) });
    SiloLogging.Apply(builder);
    startup.QuietUntilStarted(builder.Logging);
    SiloDefaults.Apply(builder);
    SiloConnections.Apply(builder);
    var data = SiloPaths.DataDirectory(builder.Configuration, builder.Environment.ContentRootPath);

    var (scheduler, place) = SchedulerRegistration.AddTo(builder, data, CommandLine.AsksForHelp(args));
    scheduler.AddHttp().BindConfiguration(builder.Configuration.GetSection("JobScheduler"));

    // The silo knows how long its jobs may drain: the host waits a little longer.
    builder.Services.AddOptions<HostOptions>().Configure<IOptions<JobSchedulerOptions>>(SiloDefaults.WaitForDrain);

    if (CommandLine.AsksForHelp(args))
        return CommandLine.PrintHelp(scheduler.DescribeSettings());

    SiloTelemetry.AddTo(builder);
    var app = builder.Build();
    app.MapJobScheduler();
    SchedulerRegistration.MapPages(app);
    app.MapJobSchedulerFallback();
    app.Lifetime.ApplicationStarted.Register(() => SiloLogging.Announce(app, place));
    app.Lifetime.ApplicationStarted.Register(() => ServiceNotice.Send(ServiceNotice.Ready));
    app.Lifetime.ApplicationStopping.Register(() => ServiceNotice.Send(ServiceNotice.Stopping));
    await startup.RunAsync(app);
    return 0;
}
catch (Exception e) when (StartFailure.Explain(e) is { } explanation)
{
    return StartFailure.Report(explanation);
}
