// Loads the real silo over HTTP and says whether it kept what it promises:
//   dotnet run -c Release --project tests/LoadTest -- overload --seconds 60
//   dotnet run -c Release --project tests/LoadTest -- day --minutes 10 --rate 100
using JobScheduler.KillTest;
using JobScheduler.LoadTest;
using JobScheduler.LoadTest.Day;
using JobScheduler.LoadTest.Overload;

if (LoadOptions.Parse(args, out var problem) is not { } options)
{
    await Console.Error.WriteLineAsync($"{problem}\n\n{LoadOptions.Help}");
    return 2;
}

var data = options.DataDirectory ?? Directory.CreateTempSubdirectory("jobscheduler-load-").FullName;
try
{
    Directory.CreateDirectory(data);
    var report = options.Mode == LoadMode.Overload
        ? await new OverloadRun(options, data, TimeProvider.System).RunAsync()
        : await new DayRun(options, data, TimeProvider.System).RunAsync();
    Console.Write(report);
    Console.WriteLine(report.IsMet ? $"{options.Mode}: all aims met" : $"{options.Mode}: {report.Missed} aims missed; the silo's data and log are in {data}");
    if (report.IsMet && options.DataDirectory is null)
        Directory.Delete(data, recursive: true);
    return report.IsMet ? 0 : 1;
}
catch (Exception e) when (e is LoadTestException or KillTestException)
{
    await Console.Error.WriteLineAsync($"{options.Mode}: {e.Message} The silo's data and log are in {data}.");
    return 2;
}
