using System.Collections.Concurrent;
using JobScheduler.Tests.History;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.KillTest;

/// <summary>
/// The whole run: submits at a steady rate while the silo is killed and restarted, then waits until nothing is left to do, reads
/// every job back and checks the history.
/// </summary>
internal sealed class KillTestRun(KillTestOptions options, string data, TimeProvider time)
{
    private readonly ConcurrentQueue<HistoryEvent> _history = new();
    private readonly ConcurrentDictionary<Task, byte> _inFlight = new();
    private readonly List<(DateTimeOffset Killed, DateTimeOffset Ready)> _outages = [];

    public async Task<HistoryReport> RunAsync()
    {
        Directory.CreateDirectory(data);
        var random = new Random(options.Seed);
        await using var recorder = new Recorder(_history, time);
        await recorder.StartAsync();
        using var silo = new SiloProcess(options.Silo, options.SiloSettings(), data, time);
        await using var services = Services(silo.Address);
        var client = services.GetRequiredService<IJobSchedulerClient>();
        using var stop = new CancellationTokenSource();

        await silo.StartAsync();
        var submitting = SubmitAsync(new Workload(new Random(random.Next()), recorder), new RecordingClient(client, _history, time), stop.Token);
        for (var round = 1; round <= options.Rounds; round++)
        {
            await Task.Delay(TimeSpan.FromSeconds(options.SecondsPerRound * (0.2 + random.NextDouble() * 0.8)), time);
            await silo.KillAsync();
            var killed = time.GetUtcNow();
            recorder.InvalidateRunning();
            await silo.StartAsync();
            _outages.Add((killed, time.GetUtcNow()));
            Console.WriteLine($"round {round}: killed, ready again after {(time.GetUtcNow() - killed).TotalMilliseconds:0} ms, {_history.Count} events");
        }

        await Task.Delay(TimeSpan.FromSeconds(1), time);
        await stop.CancelAsync();
        await submitting;
        await Task.WhenAll(_inFlight.Keys);
        var finals = await new Settling(client, options.Settle, time).ReadBackAsync(_history);
        var events = KillHistory.Complete([.. _history], finals, _outages, TimeSpan.FromMilliseconds(options.ToleranceMs));
        return HistoryChecker.Check(
            events, [.. finals.Select(KillHistory.Final)], new HistoryTolerance { Order = TimeSpan.FromMilliseconds(options.ToleranceMs) });
    }

    /// <summary>Paced by the clock, also while the silo is down: then submits are refused or in doubt, as they are for its users.</summary>
    private async Task SubmitAsync(Workload workload, RecordingClient client, CancellationToken stop)
    {
        var start = time.GetTimestamp();
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            Begin(workload.Next());
            if (i % (options.Rate * options.SecondsPerRound) == options.Rate)
            {
                foreach (var step in workload.Burst())
                    Begin(step);
            }

            var ahead = TimeSpan.FromSeconds((double)(i + 1) / options.Rate) - time.GetElapsedTime(start);
            if (ahead > TimeSpan.Zero)
                await Task.Delay(ahead, time, CancellationToken.None);
        }

        void Begin(Step step)
        {
            var task = DoAsync(step, client);
            _inFlight.TryAdd(task, 0);
        }
    }

    private async Task DoAsync(Step step, RecordingClient client)
    {
        var sent = time.GetUtcNow();
        var told = await Task.WhenAll(Enumerable.Range(0, step.Callers).Select(_ => client.SubmitAsync(step.Submission, sent)));
        if (step.Submission.IdempotencyKey is not null && told.Any(t => t.Answer == SubmitAnswer.Unknown))
        {
            // What a careful client does in doubt: the same key again, until there is an answer.
            await Task.Delay(TimeSpan.FromSeconds(2), time);
            await client.SubmitAsync(step.Submission, sent);
        }

        if (step.Command is { } command && told.Select(t => t.JobId).FirstOrDefault(id => id is not null) is { } jobId)
            await client.CommandAsync(command, jobId, moveBy: TimeSpan.FromSeconds(1));
    }

    /// <summary>No tries of the client's own: each answer is to be written down.</summary>
    internal static ServiceProvider Services(Uri address)
    {
        var services = new ServiceCollection();
        services.AddJobSchedulerClient(o =>
        {
            o.BaseAddress = address;
            o.MaxRetries = 0;
            o.AttemptTimeout = TimeSpan.FromSeconds(30);
        });
        return services.BuildServiceProvider();
    }
}
