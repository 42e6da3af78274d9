namespace JobScheduler.Embedded;

/// <summary>
/// One call of a grain method, from the caller's proxy to the callee's turn and back. The arguments and the result are passed by
/// reference. The caller's token ends the caller's wait at once; the callee has a token of its own, cancelled in one of its turns.
/// </summary>
#pragma warning disable CA1001 // a token source without a timer holds nothing to dispose of
internal abstract class GrainCall : GrainRequest
#pragma warning restore CA1001
{
    /// <summary>A call sent on this often finds a grain that always deactivates itself before its first call.</summary>
    private const int MaxForwards = 10;

    private static readonly Action<Task, object?> EndOf = static (task, state) => ((GrainCall)state!).End(task);

    private readonly object?[] _arguments;
    private CancellationToken _callerToken;
    private CancellationTokenSource? _calleeToken;
    private CancellationTokenRegistration _registration;
    private int _forwards;
    private CallFate _fate;

    protected GrainCall(GrainMethod method, object?[] arguments)
    {
        Method = method;
        _arguments = arguments;
    }

    internal GrainMethod Method { get; }

    internal abstract Task Result { get; }

    internal override bool Interleaves => Method.Interleaves;

    internal override bool KeepsAlive => true;

    internal override bool IsLocal => false;

    internal void Send(EmbeddedEngine engine, GrainId id)
    {
        if (engine.Options.CallFates is { } fates && !IsSent(fates(Method.Name, _arguments)))
        {
            return;
        }

        if (Method.TokenIndex < 0 || _arguments[Method.TokenIndex] is not CancellationToken { CanBeCanceled: true } token)
        {
            engine.Send(id, this);
            return;
        }

        if (token.IsCancellationRequested)
        {
            Cancel(token);
            return;
        }

        _callerToken = token;
        _calleeToken = new CancellationTokenSource();
        _arguments[Method.TokenIndex] = _calleeToken.Token;
        _registration = token.UnsafeRegister(static state => ((GrainCall)state!).OnCallerCancels(), this);
        engine.Send(id, this);
        if (token.IsCancellationRequested)
        {
            // Perhaps before it was known where the call waits.
            OnCallerCancels();
        }
    }

    /// <summary>Sends the call to the grain's next activation, because this one ended before the call began.</summary>
    internal void Forward(Activation ended)
    {
        if (++_forwards > MaxForwards)
        {
            Fail(new InvalidOperationException($"{ended.GrainId} deactivates itself before {Method.Name} can begin."));
        }
        else
        {
            ended.Engine.Send(ended.GrainId, this);
        }
    }

    internal override void Begin()
    {
        Task task;
        try
        {
            _callerToken.ThrowIfCancellationRequested();
            task = Method.Invoke(Activation!.Instance, _arguments);
        }
        catch (OperationCanceledException)
        {
            task = Task.FromCanceled(new CancellationToken(canceled: true));
        }
        catch (Exception exception)
        {
            task = Task.FromException(exception);
        }

        if (task.IsCompleted)
        {
            End(task);
        }
        else
        {
            // In a turn, as an await would; but it costs no state machine, and no task around the one that runs it.
            task.ContinueWith(EndOf, this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, Activation!);
        }
    }

    /// <summary>Runs in a turn of the activation: tells the callee that the caller no longer waits.</summary>
    internal void CancelCallee() => _calleeToken?.Cancel();

    internal override void Fail(Exception exception)
    {
        _registration.Unregister();
        Throw(exception);
    }

    protected abstract void Complete(Task task);

    protected abstract void Throw(Exception exception);

    protected abstract void Cancel(CancellationToken token);

    /// <summary>Takes the fate that a simulation gives the call; false if it ends here.</summary>
    private bool IsSent(CallFate fate)
    {
        _fate = fate;
        if (fate == CallFate.LoseCall)
        {
            Throw(new TimeoutException("Injected: the call was lost."));
        }
        else if (fate == CallFate.Swallow)
        {
            Complete(Task.CompletedTask);
        }

        return fate is CallFate.Run or CallFate.LoseAnswer;
    }

    private void End(Task task)
    {
        Activation!.Ended(this);
        _registration.Unregister();
        if (_fate == CallFate.LoseAnswer)
        {
            Throw(new TimeoutException("Injected: the answer was lost."));
            return;
        }

        Complete(task);
    }

    /// <summary>Runs on the thread that cancels: only queues.</summary>
    private void OnCallerCancels()
    {
        if (Activation is { } activation)
        {
            activation.Cancel(this);
            activation.Engine.Post(static state => ((GrainCall)state!).Cancel(((GrainCall)state)._callerToken), this);
        }
    }
}

/// <summary>A call with a result of this type, or <see cref="NoResult"/>.</summary>
internal sealed class GrainCall<TResult> : GrainCall
{
    /// <summary>
    /// Completed only in a task of the engine's scheduler or of an activation, where no await of a caller can go on inline; so the
    /// callee's turn does not run the caller's code. RunContinuationsAsynchronously would promise the same, but sends
    /// <see cref="Task.WhenAll(Task[])"/> and <see cref="Task.WaitAsync(CancellationToken)"/> over the thread pool, whatever the scheduler.
    /// </summary>
    private readonly TaskCompletionSource<TResult> _result = new();

    internal GrainCall(GrainMethod method, object?[] arguments)
        : base(method, arguments)
    {
    }

    internal override Task Result => _result.Task;

    protected override void Throw(Exception exception) => _result.TrySetException(exception);

    protected override void Complete(Task task)
    {
        if (task.IsCompletedSuccessfully)
        {
            _result.TrySetResult(typeof(TResult) == typeof(NoResult) ? default! : ((Task<TResult>)task).Result);
        }
        else if (task.IsCanceled)
        {
            Cancel(new CancellationToken(canceled: true));
        }
        else
        {
            _result.TrySetException(task.Exception!.InnerExceptions);
        }
    }

    protected override void Cancel(CancellationToken token) => _result.TrySetCanceled(token);
}
