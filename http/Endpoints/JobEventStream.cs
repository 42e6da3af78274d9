using System.Buffers;
using System.IO.Pipelines;
using JobScheduler.Http.Responses;

namespace JobScheduler.Http.Endpoints;

/// <summary>The changes of one job on their way to one client. Holds one event at a time, however slow the client is.</summary>
internal sealed class JobEventStream : IAsyncDisposable
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending;
    private readonly IJobSchedulerClient _client;
    private readonly string _jobId;
    private IAsyncEnumerator<JobEvent>? _events;
    private Task<bool> _next = Task.FromResult(true);

    public JobEventStream(ApiCall call, string jobId)
    {
        _time = call.Gateway.Time;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted, call.Gateway.Stopping);
        _client = call.Client;
        _jobId = jobId;
    }

    public JobEvent Current => _events!.Current;

    /// <summary>The client left or the process stops.</summary>
    public bool HasEnded => _ending.IsCancellationRequested;

    /// <summary>True for the event after which a job's stream ends.</summary>
    public static bool IsEnd(JobEvent jobEvent) =>
        jobEvent.Kind is JobEventKind.State && jobEvent.Job.State is JobState.Completed or JobState.Failed or JobState.Cancelled;

    public Task<bool> MoveNextAsync()
    {
        _events ??= _client.WatchAsync(_jobId, _ending.Token).GetAsyncEnumerator(_ending.Token);
        return _next = _events.MoveNextAsync().AsTask();
    }

    /// <summary>Sends the present event and all that follow, until the terminal one.</summary>
    public async Task SendAsync(PipeWriter output)
    {
        do
        {
            // The next change is asked for only when this one went out: a slow client makes the scheduler merge, not queue.
            EventText.Write(output, Current);
            await output.FlushAsync(_ending.Token);
            if (IsEnd(Current))
                return;
            var next = MoveNextAsync();
            while (!next.IsCompleted && await IsQuietAsync(next))
            {
                output.Write(EventText.KeepAlive);
                await output.FlushAsync(_ending.Token);
            }
        }
        while (await _next);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        try
        {
            // An enumerator must not be disposed while it moves.
            await _next;
        }
        catch (Exception) when (_next.IsCompleted)
        {
            // What it failed with was thrown to the one who waited, or came from ending it here.
        }

        if (_events is not null)
            await _events.DisposeAsync();
        _ending.Dispose();
    }

    private async Task<bool> IsQuietAsync(Task next)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        var pause = Task.Delay(KeepAlive, _time, waiting.Token);
        var first = await Task.WhenAny(next, pause);
        await waiting.CancelAsync();
        _ending.Token.ThrowIfCancellationRequested();
        return first == pause;
    }
}
