using JobScheduler.Benchmarks;
using JobScheduler.Benchmarks.Compare;
using JobScheduler.Benchmarks.Cron;
using JobScheduler.Benchmarks.Drains;
using JobScheduler.Benchmarks.Engine;
using JobScheduler.Benchmarks.Http;
using JobScheduler.Benchmarks.Punctuality;
using JobScheduler.Benchmarks.Running;
using JobScheduler.Benchmarks.Scale;
using JobScheduler.Benchmarks.Schedules;
using JobScheduler.Benchmarks.Steady;
using JobScheduler.Benchmarks.Submits;

if (args is [ChildArguments.Switch, ..])
    return await Child.RunAsync(args);

if (args is [TrivialServer.Switch, var address])
    return await TrivialServer.RunAsync(address);

// Add a suite here; nothing else has to know of it.
ISuite[] suites =
[
    new SubmitSuite(), new DrainSuite(), new SteadySuite(), new PunctualitySuite(), new ScaleSuite(), new CompareSuite(),
    new EngineSuite(), new CronSuite(), new ScheduleSuite(),
];

var options = RunOptions.Parse(args);
if (options is null || options.Suites.Count == 0 || options.Suites.Except(suites.Select(suite => suite.Name)).Any())
{
    Console.WriteLine("Usage: dotnet run -c Release --project benchmarks/JobScheduler.Benchmarks -- <suite>... [option]...");
    foreach (var suite in suites)
        Console.WriteLine($"  {suite.Name,-12} {suite.Description}");
    Console.WriteLine("options, with their defaults");
    Console.WriteLine(RunOptions.Help);
    return args.Length == 0 || args.Contains("--help") ? 0 : 2;
}

try
{
    return await Suites.RunAsync(suites.Where(suite => options.Suites.Contains(suite.Name)), options);
}
catch (BenchmarkException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
