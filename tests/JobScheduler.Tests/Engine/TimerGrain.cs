namespace JobScheduler.Tests.Engine;

internal interface ITicking : IGrainWithStringKey
{
    /// <summary>Starts a timer that notes "key tick name n".</summary>
    Task Start(string name, int dueMilliseconds, int periodMilliseconds, bool interleave, TickAct act);

    /// <summary>A call that ends when the latch is open, then notes "key call ended".</summary>
    Task HoldUntil(string latch);

    /// <summary>Disposes the timer in a call.</summary>
    Task Stop(string name);

    /// <summary>Changes the timer in a call.</summary>
    Task Change(string name, int dueMilliseconds, int periodMilliseconds);

    Task Deactivate();

    /// <summary>Asks to be deactivated, then makes the timer tick at once, then waits for the latch.</summary>
    Task DeactivateAndHoldUntil(string latch, string thenStart);

    [AlwaysInterleave]
    Task Ping();
}

/// <summary>What a tick does beside noting itself.</summary>
internal enum TickAct
{
    Nothing,

    /// <summary>Throws in the first tick.</summary>
    Throw,

    /// <summary>Awaits the latch "key release name".</summary>
    Hold,

    /// <summary>Disposes its timer.</summary>
    Dispose,

    /// <summary>Changes its timer in the first tick to tick at once and then never.</summary>
    Change,
}

internal sealed class TickingGrain : Grain, ITicking
{
    private readonly Probe _probe;
    private readonly Dictionary<string, IGrainTimer> _timers = [];
    private bool _isDeactivating;

    public TickingGrain(Probe probe) => _probe = probe;

    private string Name => this.GetPrimaryKeyString();

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _isDeactivating = true;
        _probe.Note($"{Name} deactivating");
        if (Name.Contains("wait-deactivate", StringComparison.Ordinal))
        {
            await _probe.Opened($"{Name} release deactivate");
        }

        _probe.Note($"{Name} deactivated");
    }

    public Task Start(string name, int dueMilliseconds, int periodMilliseconds, bool interleave, TickAct act)
    {
        var scheduler = TaskScheduler.Current;
        var ticks = 0;
        var isInside = false;
        _timers[name] = this.RegisterGrainTimer(TickAsync, name, new GrainTimerCreationOptions
        {
            DueTime = TimeSpan.FromMilliseconds(dueMilliseconds),
            Period = TimeSpan.FromMilliseconds(periodMilliseconds),
            Interleave = interleave,
        });
        return Task.CompletedTask;

        async Task TickAsync(string state, CancellationToken cancellationToken)
        {
            if (isInside || _isDeactivating || TaskScheduler.Current != scheduler)
            {
                _probe.Note($"{Name} wrong tick");
            }

            isInside = true;
            var tick = ++ticks;
            _probe.Note($"{Name} tick {state} {tick}");
            if (act == TickAct.Throw && tick == 1)
            {
                isInside = false;
                throw new ProbeException("tick");
            }
            else if (act == TickAct.Hold)
            {
                await _probe.Opened($"{Name} release {state}");
                _probe.Note($"{Name} tick ended {state} {tick}");
            }
            else if (act == TickAct.Dispose)
            {
                _timers[state].Dispose();
                _probe.Note($"{Name} token {cancellationToken.IsCancellationRequested}");
            }
            else if (act == TickAct.Change && tick == 1)
            {
                _timers[state].Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }

            isInside = false;
        }
    }

    public async Task HoldUntil(string latch)
    {
        _probe.Note($"{Name} call began");
        await _probe.Opened(latch);
        _probe.Note($"{Name} call ended");
    }

    public Task Stop(string name)
    {
        _timers[name].Dispose();
        return Task.CompletedTask;
    }

    public Task Change(string name, int dueMilliseconds, int periodMilliseconds)
    {
        _timers[name].Change(TimeSpan.FromMilliseconds(dueMilliseconds), TimeSpan.FromMilliseconds(periodMilliseconds));
        return Task.CompletedTask;
    }

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task DeactivateAndHoldUntil(string latch, string thenStart)
    {
        DeactivateOnIdle();
        await Change(thenStart, 0, -1);
        await HoldUntil(latch);
    }

    public Task Ping() => Task.CompletedTask;
}
