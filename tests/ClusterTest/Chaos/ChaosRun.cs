using System.Collections.Concurrent;
using System.Globalization;
using JobScheduler.ClusterTest.Nodes;
using JobScheduler.KillTest;
using JobScheduler.Tests.History;

namespace JobScheduler.ClusterTest.Chaos;

/// <summary>The whole run: load, faults one after another, quiet, then every job is read back and every history checked.</summary>
internal sealed class ChaosRun(ClusterTestOptions options, string data, TimeProvider time)
{
    private const string ScheduleId = "steady";
    private const int DefaultSlots = 16;

    /// <summary>How long a job must have been passed over to count as out of order: partitions may be away for most of that.</summary>
    private static readonly TimeSpan OrderTolerance = TimeSpan.FromMinutes(1);

    private readonly ConcurrentQueue<HistoryEvent> _history = new();

    /// <summary>False: a promise was broken, or a fault was not got over.</summary>
    public async Task<bool> RunAsync()
    {
        Directory.CreateDirectory(data);
        await using var store = new StoreControl(options, Path.Combine(data, "cassandra"));
        await using var recorder = new Recorder(_history, time);
        await recorder.StartAsync();
        await store.StartAsync();
        await using var cluster = new ProcessCluster(options, options.Slots ?? DefaultSlots, data, time);
        await using var clients = new NodeClients();
        await cluster.StartAsync();

        var gateway = clients.Patient(cluster.Gateway.Address);
        await gateway.CreateScheduleAsync(Schedule(recorder));
        var faults = await UnderLoadAsync(cluster, store, clients, recorder);
        await gateway.PauseScheduleAsync(ScheduleId);
        var report = await CheckAsync(gateway, cluster, faults);
        Console.WriteLine(report);
        if (options.Report is { } file)
            await File.WriteAllTextAsync(file, $"{report}\n");
        return report.IsGood;
    }

    private async Task<List<Fault>> UnderLoadAsync(ProcessCluster cluster, StoreControl store, NodeClients clients, Recorder recorder)
    {
        var random = new Random(options.Seed);
        RecordingClient[] callers = [.. cluster.All.Select(node => new RecordingClient(clients.Strict(node.Address), _history, time))];
        var load = new Load(options.Rate, new Workload(new Random(random.Next()), recorder), callers, time);
        var probe = new Probe(clients.Patient(cluster.Gateway.Address), options.Partitions, time);
        using var stop = new CancellationTokenSource();
        var submitting = load.RunAsync(stop.Token);
        var faults = new List<Fault>();
        var maker = new FaultMaker(options, cluster, store, probe, random, time);
        foreach (var kind in FaultPlan.Take(options.Rounds, random))
        {
            await Task.Delay(TimeSpan.FromSeconds(3 + (3 * random.NextDouble())), time);
            var fault = await maker.DoAsync(kind);
            faults.Add(fault with { Calm = await probe.IsServedAsync() ? time.GetUtcNow() : null });
            Console.WriteLine(Told(faults.Count, faults[^1]));
        }

        await Task.Delay(TimeSpan.FromSeconds(1), time);
        await stop.CancelAsync();
        await submitting;
        return faults;
    }

    private async Task<ChaosReport> CheckAsync(IJobSchedulerClient client, ProcessCluster cluster, List<Fault> faults)
    {
        var jobs = await new Settling(client, TimeSpan.FromSeconds(options.SettleSeconds), time).ReadBackAsync(_history);
        var byId = jobs.ToDictionary(job => job.JobId, StringComparer.Ordinal);
        var schedule = await client.GetScheduleAsync(ScheduleId) ?? throw new KillTestException("The schedule is gone.");
        var fired = ScheduleHistory.Of(schedule, await ScheduleHistory.RunsAsync(client, ScheduleId), byId);
        var history = ClusterHistory.Of([.. _history, .. fired], jobs);
        var report = HistoryChecker.Check(
            [.. history.Events.OrderBy(one => one.At)], [.. jobs.Select(KillHistory.Final)], new HistoryTolerance { Order = OrderTolerance });
        return new ChaosReport(
            Recovery.Of(faults, history), report, history.StaleEntries, cluster.All.ToDictionary(node => node.Name, node => node.Ends));
    }

    /// <summary>Every two seconds, so that the kept decisions reach over the whole run.</summary>
    private static ScheduleSubmission Schedule(Recorder recorder) => new()
    {
        Id = ScheduleId,
        Cron = "*/2 * * * * *",
        Overlap = OverlapPolicy.Allow,
        Misfire = MisfirePolicy.FireAll,
        Job = Workload.Recorded(recorder, 5),
    };

    private static string Told(int round, Fault fault) => string.Create(
        CultureInfo.InvariantCulture,
        $"round {round}: {fault.Began:HH:mm:ss.f} {fault.Kind} {fault.Target}, there again after {(fault.Healed - fault.Began).TotalSeconds:0.0} s, probes served {(fault.Calm - fault.Healed)?.TotalSeconds ?? -1:0.0} s later {fault.Problem}");
}
