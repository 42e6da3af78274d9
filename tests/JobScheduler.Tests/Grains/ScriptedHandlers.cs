using System.Threading.Channels;
using JobScheduler.Grains.Jobs;

namespace JobScheduler.Tests.Grains;

/// <summary>Handlers whose every call waits for the test to say how it ends, unless <see cref="Answer"/> says so at once.</summary>
internal sealed class ScriptedHandlers : IHandlerInvoker
{
    private readonly Channel<HandlerCall> _calls = Channel.CreateUnbounded<HandlerCall>();
    private int _entered;

    public IReadOnlyList<string> JobTypes { get; init; } = ["echo"];

    /// <summary>Ends a call at once; null: the test ends it.</summary>
    public Func<HandlerCall, HandlerResult?> Answer { get; set; } = static _ => null;

    /// <summary>Calls so far.</summary>
    public int Entered => Volatile.Read(ref _entered);

    public bool Handles(string jobType) => JobTypes.Contains(jobType);

    public async ValueTask<HandlerResult> InvokeAsync(
        string jobType, RawJson? payload, AttemptInfo attempt, JobContext context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _entered);
        var call = new HandlerCall(context, payload, TimeProvider.System.GetUtcNow(), cancellationToken);
        var answer = Answer(call);
        await _calls.Writer.WriteAsync(call, CancellationToken.None);
        return answer ?? await call.Ended;
    }

    /// <summary>The next call that was entered.</summary>
    public async Task<HandlerCall> NextAsync(string phase)
    {
        try
        {
            return await _calls.Reader.ReadAsync(CancellationToken.None).AsTask().WaitAsync(GrainWorld.Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{phase}: no handler was entered within {GrainWorld.Patience.TotalSeconds} s.");
        }
    }

    /// <summary>True if a call was entered that nobody has taken yet.</summary>
    public bool HasNext => _calls.Reader.Count > 0;
}

/// <summary>One call of a handler.</summary>
internal sealed class HandlerCall(JobContext context, RawJson? payload, DateTimeOffset enteredAt, CancellationToken stop)
{
    private readonly TaskCompletionSource<HandlerResult> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JobContext Context { get; } = context;

    public RawJson? Payload { get; } = payload;

    public DateTimeOffset EnteredAt { get; } = enteredAt;

    public CancellationToken Stop { get; } = stop;

    public Task<HandlerResult> Ended => _end.Task;

    public void Complete(string? result = null) =>
        End(new HandlerResult(HandlerResultKind.Completed) { Result = result is null ? null : RawJson.Parse(result) });

    public void End(HandlerResult result) => _end.TrySetResult(result);

    /// <summary>Ends the way a handler does that heeds its token.</summary>
    public void EndWhenStopped() => Stop.Register(() => End(new HandlerResult(HandlerResultKind.Stopped)));

    /// <summary>Completes when the token fired.</summary>
    public async Task StoppedAsync(string phase)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = Stop.Register(() => stopped.TrySetResult());
        await GrainWorld.Within(stopped.Task, phase);
    }
}
