using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Embedded;

/// <summary>
/// The life of an activation: created by a call, activated in its first turn, valid, deactivating (running calls end, no new one
/// begins), ending (the hook runs), ended (its id may have a new activation).
/// </summary>
internal enum ActivationState : byte
{
    Created,
    Activating,
    Valid,
    Deactivating,
    Ending,
    Ended,
}

/// <summary>Begins and ends the activation.</summary>
internal sealed partial class Activation
{
    private static readonly Action<object?> Activate = static state => _ = ((Activation)state!).ActivateAsync();
    private static readonly Action<object?> End = static state => _ = ((Activation)state!).EndAsync();

    private static readonly Action<object?> CancelSource = static state => ((CancellationTokenSource)state!).Cancel();

    private ActivationState _state;
    private CancellationTokenSource? _activating;
    private bool _wasValid;
    private int _lastUsed;
    private DateTimeOffset _keepAliveUntil;
    private DeactivationReason _reason;
    private AsyncServiceScope? _scope;
    private Grain? _instance;
    private List<GrainTimer>? _timers;

    internal Grain Instance => _instance!;

    internal IServiceProvider Services => _scope!.Value.ServiceProvider;

    /// <summary>Ends the activation once its running calls have ended. Later calls of this do nothing.</summary>
    internal void Deactivate(DeactivationReason reason)
    {
        bool schedule;
        CancellationTokenSource? activating;
        lock (_lock)
        {
            if (_state > ActivationState.Valid)
            {
                return;
            }

            (_state, _reason, activating) = (ActivationState.Deactivating, reason, _activating);
            schedule = EnqueueAdvance();
        }

        if (schedule)
        {
            Schedule();
        }

        if (activating is not null)
        {
            Post(CancelSource, activating);
        }
    }

    internal void DelayDeactivation(TimeSpan time)
    {
        var now = Engine.Options.TimeProvider.GetUtcNow();
        lock (_lock)
        {
            _keepAliveUntil = time == Timeout.InfiniteTimeSpan || time > DateTimeOffset.MaxValue - now ? DateTimeOffset.MaxValue : now + time;
        }
    }

    internal bool IsIdle(DateTimeOffset now, int olderThan)
    {
        lock (_lock)
        {
            return _state == ActivationState.Valid && _waiting.IsEmpty && _running.IsEmpty
                && olderThan - _lastUsed >= 0 && _keepAliveUntil <= now && !GrainId.Class.IsKeptAlive;
        }
    }

    internal GrainTimer AddTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        var timer = new GrainTimer(this, callback, options);
        lock (_lock)
        {
            (_timers ??= []).Add(timer);
        }

        return timer;
    }

    internal void Remove(GrainTimer timer)
    {
        lock (_lock)
        {
            _timers?.Remove(timer);
        }
    }

    /// <summary>Ends the activation as a crash would: no hook, no further turn. Whoever waits for one of its calls gets the exception.</summary>
    internal void Kill(Exception exception)
    {
        List<GrainTimer> timers;
        List<GrainRequest> cut;
        lock (_lock)
        {
            _state = ActivationState.Ended;
            _turns.Clear();
            timers = TakeTimers();
            cut = [.. _running.TakeAll(), .. _waiting.TakeAll()];
        }

        timers.ForEach(static timer => timer.Stop());
        Engine.Post(_ => cut.ForEach(request => request.Fail(exception)), this);
    }

    private async Task ActivateAsync()
    {
        Exception? failure = null;
        try
        {
            _scope = Engine.Services.CreateAsyncScope();
            _instance = GrainId.Class.Construct(Services);
            await _instance.OnActivateAsync(_activating!.Token);
        }
        catch (Exception exception)
        {
            failure = exception;
            Engine.Log.ActivationFailed(exception, GrainId);
        }

        lock (_lock)
        {
            _activating = null;
            _lastUsed = Engine.Age;
            if (_state == ActivationState.Ended)
            {
                // Killed during this turn.
            }
            else if (failure is not null)
            {
                _state = ActivationState.Deactivating;
                _reason = new(DeactivationReasonCode.ActivationFailed, failure, "The grain could not be activated.");
            }
            else if (_state == ActivationState.Activating)
            {
                (_state, _wasValid) = (ActivationState.Valid, true);
            }

            AdvanceAgain();
        }
    }

    private async Task EndAsync()
    {
        DisposeTimers();
        if (_wasValid)
        {
            await RunHookAsync();
        }

        DisposeTimers();
        await DisposeInstanceAsync();

        // From here on a call makes a new activation; those that came before are sent there.
        Engine.Remove(this);
        List<GrainRequest> left;
        lock (_lock)
        {
            _state = ActivationState.Ended;
            left = _waiting.TakeAll();
        }

        foreach (var call in left.OfType<GrainCall>())
        {
            if (_reason.Exception is { } exception)
            {
                call.Fail(exception);
            }
            else
            {
                call.Forward(this);
            }
        }
    }

    private async Task RunHookAsync()
    {
        try
        {
            using var timeout = new CancellationTokenSource();
            var hook = _instance!.OnDeactivateAsync(_reason, timeout.Token);
            if (!hook.IsCompleted)
            {
                using var timer = Engine.CreateTimer(_ => Post(CancelSource, timeout), this);
                timer.Change(Engine.Options.DeactivationTimeout, Timeout.InfiniteTimeSpan);
                await hook.WaitAsync(timeout.Token);
            }

            await hook;
        }
        catch (Exception exception)
        {
            Engine.Log.DeactivationFailed(exception, GrainId);
        }
    }

    private async Task DisposeInstanceAsync()
    {
        try
        {
            if (_instance is IAsyncDisposable asyncDisposable)
            {
                await asyncDisposable.DisposeAsync();
            }
            else if (_instance is IDisposable disposable)
            {
                disposable.Dispose();
            }

            if (_scope is { } scope)
            {
                await scope.DisposeAsync();
            }
        }
        catch (Exception exception)
        {
            Engine.Log.DeactivationFailed(exception, GrainId);
        }
    }

    private void DisposeTimers()
    {
        List<GrainTimer> timers;
        lock (_lock)
        {
            timers = TakeTimers();
        }

        timers.ForEach(static timer => timer.Dispose());
    }

    private List<GrainTimer> TakeTimers()
    {
        var timers = _timers ?? [];
        _timers = null;
        return timers;
    }
}
