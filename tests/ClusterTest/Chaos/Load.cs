using System.Collections.Concurrent;
using JobScheduler.KillTest;
using JobScheduler.Tests.History;

namespace JobScheduler.ClusterTest.Chaos;

/// <summary>Submits of all kinds at a steady rate, through all nodes by turns, whatever their state.</summary>
internal sealed class Load(int rate, Workload workload, IReadOnlyList<RecordingClient> clients, TimeProvider time)
{
    private static readonly TimeSpan DoubtWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MoveBy = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Task, byte> _inFlight = new();

    /// <summary>Until it is told to stop; then until all answers are there.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var start = time.GetTimestamp();
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var task = DoAsync(workload.Next(), i);
            _inFlight.TryAdd(task, 0);
            _ = task.ContinueWith(done => _inFlight.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            var ahead = TimeSpan.FromSeconds((double)(i + 1) / rate) - time.GetElapsedTime(start);
            if (ahead > TimeSpan.Zero)
                await Task.Delay(ahead, time, CancellationToken.None);
        }

        await Task.WhenAll(_inFlight.Keys);
    }

    private async Task DoAsync(Step step, int number)
    {
        var sent = time.GetUtcNow();
        var told = await Task.WhenAll(Enumerable.Range(0, step.Callers).Select(caller => Client(number + caller).SubmitAsync(step.Submission, sent)));
        if (step.Submission.IdempotencyKey is not null && told.Any(t => t.Answer == SubmitAnswer.Unknown))
        {
            // What a careful client does in doubt: the same key again, here by another node.
            await Task.Delay(DoubtWait, time);
            await Client(number + step.Callers).SubmitAsync(step.Submission, sent);
        }

        if (step.Command is { } command && told.Select(t => t.JobId).FirstOrDefault(id => id is not null) is { } jobId)
            await Client(number + 1).CommandAsync(command, jobId, MoveBy);
    }

    private RecordingClient Client(int number) => clients[number % clients.Count];
}
