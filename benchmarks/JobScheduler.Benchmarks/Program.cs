using JobScheduler.Benchmarks;
using JobScheduler.Benchmarks.Cron;
using JobScheduler.Benchmarks.Engine;
using JobScheduler.Benchmarks.Schedules;

// Add a suite here; nothing else has to know of it.
ISuite[] suites = [new EngineSuite(), new CronSuite(), new ScheduleSuite()];

var chosen = suites.Where(suite => args.Contains(suite.Name)).ToArray();
if (chosen.Length == 0 || chosen.Length != args.Length)
{
    Console.WriteLine("Usage: dotnet run -c Release --project benchmarks/JobScheduler.Benchmarks -- <suite>...");
    foreach (var suite in suites)
    {
        Console.WriteLine($"  {suite.Name,-12} {suite.Description}");
    }

    return args.Length == 0 || args.Contains("--help") ? 0 : 2;
}

Machine.Print();
foreach (var suite in chosen)
{
    Console.WriteLine();
    Console.WriteLine($"{suite.Name}: {suite.Description}");
    await suite.RunAsync();
}

return 0;
