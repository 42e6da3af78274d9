namespace JobScheduler.Embedded;

/// <summary>Which of the waiting requests begins, and when.</summary>
internal sealed partial class Activation
{
    private static readonly Action<object?> BeginRequest = static state => ((GrainRequest)state!).Begin();

    private readonly RequestList _waiting = new();
    private readonly RequestList _running = new();

    /// <summary>The running request that keeps others from beginning; null while only interleaving ones run.</summary>
    private GrainRequest? _blocking;
    private bool _isAdvanceQueued;
    private ulong _draws;

    /// <summary>Whether also requests that do not interleave may begin.</summary>
    private bool IsOpen => _blocking is null || GrainId.Class.IsReentrant;

    /// <summary>Takes a request; false if this activation has ended and another one has to take it.</summary>
    internal bool TryQueue(GrainRequest request)
    {
        bool schedule;
        lock (_lock)
        {
            if (_state == ActivationState.Ended)
            {
                return false;
            }

            request.Activation = this;
            _waiting.Add(request);
            schedule = (_state == ActivationState.Created || MayBegin(request)) && EnqueueAdvance();
        }

        if (schedule)
        {
            Schedule();
        }

        return true;
    }

    /// <summary>Called in the last turn of a request.</summary>
    internal void Ended(GrainRequest request)
    {
        lock (_lock)
        {
            _running.Remove(request);
            if (_blocking == request)
            {
                _blocking = null;
            }

            if (request.KeepsAlive)
            {
                _lastUsed = Engine.Age;
            }

            AdvanceAgain();
        }
    }

    /// <summary>The caller no longer waits: forgets a call that has not begun, else tells the callee, in a turn.</summary>
    internal void Cancel(GrainCall call)
    {
        lock (_lock)
        {
            if (_waiting.Remove(call) || call.List != _running)
            {
                return;
            }
        }

        Post(static state => ((GrainCall)state!).CancelCallee(), call);
    }

    /// <summary>
    /// One step: activates, begins one request, or ends the activation. One at a time, so that what begins and what goes on take
    /// their turns alternately.
    /// </summary>
    private void Advance()
    {
        Action<object?> step;
        object? state = this;
        lock (_lock)
        {
            _isAdvanceQueued = false;
            if (_state == ActivationState.Created)
            {
                (_state, _activating, step) = (ActivationState.Activating, new CancellationTokenSource(), Activate);
            }
            else if (_state == ActivationState.Deactivating && _activating is null && _running.IsEmpty)
            {
                (_state, step) = (ActivationState.Ending, End);
            }
            else if (Choose() is { } request)
            {
                MoveToRunning(request);
                (step, state) = (BeginRequest, request);
            }
            else
            {
                return;
            }
        }

        new Task(step, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach).RunSynchronously(this);
    }

    private void MoveToRunning(GrainRequest request)
    {
        _waiting.Remove(request);
        _running.Add(request);
        if (!request.Interleaves)
        {
            _blocking ??= request;
        }

        AdvanceAgain();
    }

    /// <summary>Under the lock, in a turn: queues the next step if there may be one.</summary>
    private void AdvanceAgain()
    {
        var mayEnd = _state == ActivationState.Deactivating && _running.IsEmpty;
        if (mayEnd || (IsOpen ? !_waiting.IsEmpty : _waiting.Interleaving > 0))
        {
            EnqueueAdvance();
        }
    }

    /// <summary>Under the lock: queues <see cref="Advance"/> once; true if the caller then has to <see cref="Schedule"/>.</summary>
    private bool EnqueueAdvance()
    {
        if (_isAdvanceQueued)
        {
            return false;
        }

        _isAdvanceQueued = true;
        return Enqueue(null);
    }

    /// <summary>The first waiting request that may begin, or with a seed any of them with equal chance.</summary>
    private GrainRequest? Choose()
    {
        GrainRequest? choice = null;
        var candidates = 0UL;
        for (var request = _waiting.First; request is not null; request = request.Next)
        {
            if (!MayBegin(request))
            {
                continue;
            }

            if (Engine.Options.ShuffleSeed is not { } seed)
            {
                return request;
            }

            // Reservoir sampling: the n-th candidate replaces the choice with chance 1/n.
            if (Draw(seed) % ++candidates == 0)
            {
                choice = request;
            }
        }

        return choice;
    }

    private bool MayBegin(GrainRequest request)
    {
        // Ticks still serve the calls that a deactivation waits for.
        return (IsOpen || request.Interleaves) && (_state == ActivationState.Valid
            || (_state == ActivationState.Deactivating && request.IsLocal && !_running.IsEmpty));
    }

    /// <summary>The next number of this activation's own sequence (SplitMix64, Steele and others 2014), whatever other activations draw.</summary>
    private ulong Draw(ulong seed)
    {
        var z = seed + ((ulong)Number * 0xD1B54A32D192ED03) + (++_draws * 0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
