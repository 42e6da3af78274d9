using System.Globalization;
using JobScheduler.ClusterTest.Nodes;

namespace JobScheduler.ClusterTest.Measures;

/// <summary>Figures of a cluster that is well: single submits, lateness, whole lives a second, and what each of them cost the store.</summary>
internal sealed class MeasureRun(ClusterTestOptions options, string data, TimeProvider time)
{
    private const int DefaultSlots = 64;
    private const int BatchSize = 100;
    private const int MostWaiting = 6_000;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly List<string> _lines = [];

    /// <summary>False: something that was submitted did not end.</summary>
    public async Task<bool> RunAsync()
    {
        Directory.CreateDirectory(data);
        await using var store = new StoreControl(options, Path.Combine(data, "cassandra"));
        await store.StartAsync();
        await using var cluster = new ProcessCluster(options, options.Slots ?? DefaultSlots, data, time);
        await using var clients = new NodeClients();
        await cluster.StartAsync();
        using var http = new HttpClient();
        IJobSchedulerClient[] callers = [.. cluster.Silos.Select(silo => clients.Patient(silo.Address))];

        // The first of all is for the compiler and the caches.
        var warm = await LivesAsync(http, cluster, callers, TimeSpan.FromSeconds(Math.Max(10, options.Seconds / 2)));
        Say($"{options.Silos} silos, {options.CassandraNodes} Cassandra nodes, {options.Partitions} partitions, {options.Slots ?? DefaultSlots} slots each, {Environment.ProcessorCount} cores");
        Say($"warm-up: {warm}");
        Say($"lives in batches of {BatchSize}, {options.Callers} callers: {await LivesAsync(http, cluster, callers, TimeSpan.FromSeconds(options.Seconds))}");
        Say($"single submit, to a silo: {await SubmitsAsync(callers[0])}");
        Say($"single submit, through the gateway: {await SubmitsAsync(clients.Patient(cluster.Gateway.Address))}");
        var isPunctual = await LatenessAsync(http, cluster, callers);
        if (options.Report is { } file)
            await File.WriteAllLinesAsync(file, _lines);
        return isPunctual;
    }

    /// <summary>A closed loop: so many jobs wait at the most, and whoever submits stops while they do.</summary>
    private async Task<string> LivesAsync(HttpClient http, ProcessCluster cluster, IJobSchedulerClient[] callers, TimeSpan length)
    {
        using var stop = new CancellationTokenSource();
        var first = await Scrape.ReadAsync(http, cluster.Silos, time);
        double accepted = 0;
        double finished = 0;
        var submitting = Enumerable.Range(0, options.Callers).Select(i => SubmitAsync(callers[i % callers.Length])).ToArray();
        await Task.Delay(2 * Second, time);
        var from = await Scrape.ReadAsync(http, cluster.Silos, time);
        var to = from;
        while (time.GetElapsedTime(from.At, to.At) < length)
        {
            await Task.Delay(Second / 4, time);
            to = await Scrape.ReadAsync(http, cluster.Silos, time);
            Volatile.Write(ref finished, to.Finished - first.Finished);
        }

        await stop.CancelAsync();
        await Task.WhenAll(submitting);
        await EndAsync(http, cluster, first.Finished + Volatile.Read(ref accepted));
        return Costs(from, to);

        async Task SubmitAsync(IJobSchedulerClient client)
        {
            var batch = Enumerable.Repeat(new JobSubmission { JobType = "echo", Payload = RawJson.From(1) }, BatchSize).ToArray();
            while (!stop.IsCancellationRequested)
            {
                if (Volatile.Read(ref accepted) - Volatile.Read(ref finished) > MostWaiting)
                {
                    await Task.Delay(Second / 50, time);
                    continue;
                }

                await client.SubmitBatchAsync(batch);
                lock (_lines)
                    accepted += BatchSize;
            }
        }
    }

    private string Costs(Scrape from, Scrape to)
    {
        var seconds = time.GetElapsedTime(from.At, to.At).TotalSeconds;
        var (jobs, commits) = (to.Finished - from.Finished, to.Commits - from.Commits);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{jobs / seconds:0} lives/s, {commits / seconds:0} conditional batches/s, {commits / jobs:0.000} a job, {(to.Rows - from.Rows) / commits:0} changes a batch, {(to.CommitSeconds - from.CommitSeconds) / commits * 1000:0.0} ms a batch, {(to.CommitSeconds - from.CommitSeconds) / seconds:0.0} in flight");
    }

    /// <summary>One after another, with a pause, as a request of a web application does it.</summary>
    private async Task<Quantiles> SubmitsAsync(IJobSchedulerClient client)
    {
        var times = new List<double>();
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start).TotalSeconds < options.Seconds / 2.0)
        {
            var sent = time.GetTimestamp();
            await client.SubmitAsync(new JobSubmission { JobType = "echo", Payload = RawJson.From(1) });
            times.Add(time.GetElapsedTime(sent).TotalMilliseconds);
            await Task.Delay(Second / 100, time);
        }

        return new Quantiles(times);
    }

    /// <summary>Jobs submitted well before, due at an even rate; each attempt's start is held against its due time, on the silo's clock.</summary>
    private async Task<bool> LatenessAsync(HttpClient http, ProcessCluster cluster, IJobSchedulerClient[] callers)
    {
        var count = options.Fires * options.Seconds;
        var before = await Scrape.ReadAsync(http, cluster.Silos, time);
        var start = time.GetUtcNow() + (10 * Second);
        var jobs = Enumerable.Range(0, count).Select(i => new JobSubmission { JobType = "echo", RunAt = start + (i * Second / options.Fires), Payload = RawJson.From(i) });
        var made = new List<string>();
        foreach (var some in jobs.Chunk(500))
            made.AddRange((await callers[made.Count / 500 % callers.Length].SubmitBatchAsync(some)).Select(entry => entry.JobId!));
        if (time.GetUtcNow() > start)
            Say("lateness: the submits took longer than planned, the first jobs were late by themselves");
        await EndAsync(http, cluster, before.Finished + count);
        var late = new List<double>();
        foreach (var some in made.Chunk(32))
        {
            foreach (var job in await Task.WhenAll(some.Select(id => callers[0].GetAsync(id))))
                late.Add((job!.Attempts[0].StartedAt - job.RunAt).TotalMilliseconds);
        }

        Say($"lateness at {options.Fires} a second: {new Quantiles(late)}, {late.Count(ms => ms < 0)} early");
        return late.TrueForAll(ms => ms >= 0);
    }

    private async Task EndAsync(HttpClient http, ProcessCluster cluster, double finished)
    {
        var start = time.GetTimestamp();
        while ((await Scrape.ReadAsync(http, cluster.Silos, time)).Finished < finished)
        {
            if (time.GetElapsedTime(start).TotalSeconds > options.SettleSeconds)
                throw new KillTest.KillTestException($"Not all jobs ended within {options.SettleSeconds} s.");
            await Task.Delay(Second / 4, time);
        }
    }

    private void Say(string line)
    {
        _lines.Add(line);
        Console.WriteLine(line);
    }
}
