// Starts silos and a gateway as processes on a real Cassandra, submits over HTTP, breaks one thing after another, and checks what became
// of every promise; or measures such a cluster. Needs the Orleans build and a program that controls Cassandra nodes:
//   dotnet run -c Release --project tests/ClusterTest -p:JobSchedulerEngine=Orleans -- chaos --cassandra-control PATH --rounds 30
//   dotnet run -c Release --project tests/ClusterTest -p:JobSchedulerEngine=Orleans -- measure --cassandra-control PATH --silos 3
using JobScheduler.ClusterTest;
using JobScheduler.ClusterTest.Chaos;
using JobScheduler.ClusterTest.Measures;
using JobScheduler.KillTest;

if (ClusterTestOptions.Parse(args, out var problem) is not { } options)
{
    await Console.Error.WriteLineAsync($"{problem}\n\n{ClusterTestOptions.Help}");
    return 2;
}

var data = options.DataDirectory ?? Directory.CreateTempSubdirectory("jobscheduler-cluster-").FullName;
Console.WriteLine($"cluster test, logs in {data}: {options}");
try
{
    var isGood = options.Mode == ClusterTestMode.Chaos
        ? await new ChaosRun(options, data, TimeProvider.System).RunAsync()
        : await new MeasureRun(options, data, TimeProvider.System).RunAsync();
    if (isGood && options.DataDirectory is null)
        Directory.Delete(data, recursive: true);
    return isGood ? 0 : 1;
}
catch (KillTestException e)
{
    await Console.Error.WriteLineAsync($"cluster test: {e.Message} The logs are in {data}.");
    return 2;
}
