using System.Globalization;
using JobScheduler.Benchmarks;
using JobScheduler.Benchmarks.Cron;
using JobScheduler.Benchmarks.Drains;
using JobScheduler.Benchmarks.Engine;
using JobScheduler.Benchmarks.Results;
using JobScheduler.Benchmarks.Running;
using JobScheduler.Benchmarks.Schedules;
using JobScheduler.Benchmarks.Submits;

if (args is [ChildArguments.Switch, ..])
    return await Child.RunAsync(args);

// Add a suite here; nothing else has to know of it.
ISuite[] suites = [new SubmitSuite(), new DrainSuite(), new EngineSuite(), new CronSuite(), new ScheduleSuite()];

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

var broken = 0;
foreach (var suite in suites.Where(suite => options.Suites.Contains(suite.Name)))
{
    Console.WriteLine($"{suite.Name}: {suite.Description}");
    string[] conditions =
    [
        Machine.Describe(),
        DiskSpeed.Describe(options.DataFolder),
        string.Create(CultureInfo.InvariantCulture, $"each figure is the median of the runs (smallest to largest); {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC"),
    ];
    var report = new Report(suite.Name, suite.Description, options.Out, conditions);
    await suite.RunAsync(new SuiteRun(options, report));
    foreach (var what in report.Broken)
        Console.WriteLine($"{suite.Name}: {what}");
    broken += report.Broken.Count;
}

Console.WriteLine($"Tables and JSON are in {options.Out}.");
return broken == 0 ? 0 : 1;
