using System.Collections.Concurrent;
using JobScheduler.Tests.Grains;

namespace JobScheduler.Tests.Cluster;

/// <summary>Callers that submit, read and change jobs through some nodes without a pause, until they are stopped; an error ends them.</summary>
internal sealed class ClusterLoad : IAsyncDisposable
{
    private const int Callers = 4;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<string> _ids = [];
    private readonly Task _callers;

    public ClusterLoad(params IJobSchedulerClient[] clients) =>
        _callers = Task.WhenAll(Enumerable.Range(0, Callers).Select(number => CallAsync(clients[number % clients.Length])));

    /// <summary>Jobs that were accepted.</summary>
    public IReadOnlyCollection<string> Ids => _ids;

    /// <summary>Waits until so many more jobs were accepted.</summary>
    public async Task AcceptedAsync(int more)
    {
        var wanted = _ids.Count + more;
        await ClusterWorld.UntilAsync(() => _callers.IsCompleted || _ids.Count >= wanted, () => $"{more} more jobs are accepted ({_ids.Count} of {wanted})");
        if (_callers.IsCompleted)
            await _callers;
    }

    /// <summary>Stops the callers; throws what one of them was told.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await GrainWorld.Within(_callers, "the callers end");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _callers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task CallAsync(IJobSchedulerClient client)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var submission = JobSubmission.Create(ClusterWorld.Work, new ClusterWorld.Order(1));
        while (!_stop.IsCancellationRequested)
        {
            var one = (await client.SubmitAsync(submission with { Delay = TimeSpan.FromHours(1) })).Job.JobId;
            _ids.Add(one);
            await client.CancelAsync(one);
            foreach (var entry in await client.SubmitBatchAsync([.. Enumerable.Repeat(submission, 8)]))
                _ids.Add(entry.JobId);
            await client.GetAsync(one);
        }
    }
}
