// Starts the real silo, submits over HTTP, kills it with SIGKILL at random moments, and checks what became of every promise:
//   dotnet run -c Release --project tests/KillTest -- --rounds 10 --seed 42
//   dotnet run -c Release --project tests/KillTest -- --schedule --minutes 10 --kills 5
//   dotnet run -c Release --project tests/KillTest -- --down
using JobScheduler.KillTest;

if (KillTestOptions.Parse(args, out var problem) is not { } options)
{
    await Console.Error.WriteLineAsync($"{problem}\n\n{KillTestOptions.Help}");
    return 2;
}

Console.WriteLine($"kill test: {options}");
var data = options.DataDirectory ?? Directory.CreateTempSubdirectory("jobscheduler-kill-").FullName;
try
{
    var report = options.Mode == KillTestMode.Jobs
        ? await new KillTestRun(options, data, TimeProvider.System).RunAsync()
        : await new ScheduleRunner(options, data, TimeProvider.System).RunAsync();
    Console.WriteLine(report);
    Console.WriteLine(report.IsClean
        ? "kill test: clean"
        : $"kill test: {report.Violations.Count} violations; the silo's data and log are in {data}; repeat with --seed {options.Seed}");
    if (report.IsClean && options.DataDirectory is null)
        Directory.Delete(data, recursive: true);
    return report.IsClean ? 0 : 1;
}
catch (KillTestException e)
{
    await Console.Error.WriteLineAsync($"kill test: {e.Message} The silo's data and log are in {data}.");
    return 2;
}
