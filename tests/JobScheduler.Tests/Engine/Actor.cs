namespace JobScheduler.Tests.Engine;

/// <summary>The body of the actors: see <see cref="IActor"/>.</summary>
internal abstract class Actor : Grain, IActor
{
    internal static readonly AsyncLocal<string?> Ambient = new();

    private readonly Probe _probe;
    private readonly ActivationScoped _scoped;
    private readonly long _activation;
    private int _inside;

    protected Actor(Probe probe, ActivationScoped scoped)
    {
        _probe = probe;
        _scoped = scoped;
        _activation = probe.Next();
    }

    private string Name => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (Name.Contains("wait-activate", StringComparison.Ordinal))
        {
            _probe.Note($"{Name} activating");
            await _probe.Opened($"{Name} release activate");
        }

        _probe.Note($"{Name} activated");
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _probe.Note($"{Name} deactivated {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<long> Activation() => Task.FromResult(_activation);

    public Task<long> Ping() => Task.FromResult(_activation);

    public Task<string> Key() => Task.FromResult(Name);

    public Task<Parcel> Echo(Parcel parcel) => Task.FromResult(parcel);

    public async Task Fail(string message)
    {
        await Task.Yield();
        throw new ProbeException(message);
    }

    public Task FailAtOnce(string message) => throw new ProbeException(message);

    public async Task Hold(string name)
    {
        _probe.Note($"{Name} began {name}");
        await _probe.Opened($"{Name} release {name}");
        _probe.Note($"{Name} ended {name}");
    }

    public Task HoldInterleaved(string name) => Hold(name);

    public async Task HoldUntilCancelled(string name, CancellationToken cancellationToken)
    {
        var scheduler = TaskScheduler.Current;
        using var registration = cancellationToken.Register(
            () => _probe.Note($"{Name} {(TaskScheduler.Current == scheduler ? "cancelled in a turn" : "cancelled outside")}"));
        _probe.Note($"{Name} began {name}");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    public async Task IgnoreCancellation(string name, CancellationToken cancellationToken) => await Hold(name);

    public Task CancelItself(bool atOnce)
    {
        return atOnce ? throw new OperationCanceledException() : CancelLaterAsync();

        static async Task CancelLaterAsync()
        {
            await Task.Yield();
            throw new OperationCanceledException();
        }
    }

    public Task<long> ScopedService() => Task.FromResult(_scoped.Number);

    public Task<bool> HasAsyncLocal() => Task.FromResult(Ambient.Value is not null);

    public async Task<long> DeactivateAndHold(string name)
    {
        DeactivateOnIdle();
        await Hold(name);
        return _activation;
    }

    public Task<long> Deactivate()
    {
        DeactivateOnIdle();
        return Task.FromResult(_activation);
    }

    public Task Delay(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    public async Task Overlap(int turns)
    {
        for (var turn = 0; turn < turns; turn++)
        {
            Turn();
            await Task.Yield();
        }
    }

    public async Task OverlapByCompletion(int turns)
    {
        for (var turn = 0; turn < turns; turn++)
        {
            // Without RunContinuationsAsynchronously: the other thread tries to go on here inline.
            var completion = new TaskCompletionSource();
            _ = Task.Factory.StartNew(completion.SetResult, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default);
            await completion.Task;
            Turn();
        }
    }

    public async Task<string> AwaitEverything(IActor other)
    {
        var scheduler = TaskScheduler.Current;
        var strays = new List<string>();
        await Task.Yield();
        Check("yield");
        await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        Check("delay");
        await other.Ping();
        Check("call");
        await Task.Factory.StartNew(() => { }, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default);
        Check("pool");
        await Task.Factory.StartNew(() => Check("started task"));
        var inline = new TaskCompletionSource();
        var open = Task.Factory.StartNew(inline.SetResult, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default);
        await inline.Task;
        Check("completion on another thread");
        await open;
        return string.Join(", ", strays);

        void Check(string after)
        {
            if (TaskScheduler.Current != scheduler || scheduler == TaskScheduler.Default)
            {
                strays.Add(after);
            }
        }
    }

    public Task ExposeScheduler()
    {
        var scheduler = TaskScheduler.Current;
        Exposed[Name] = action => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.None, scheduler);
        ExposedTurns[Name] = Turn;
        return Task.CompletedTask;
    }

    /// <summary>By key: runs an action on the activation, from outside.</summary>
    internal static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Func<Action, Task>> Exposed = new();

    /// <summary>By key: a piece of code that must not overlap with any turn.</summary>
    internal static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Action> ExposedTurns = new();

    public Task Cycle(IActor other, CancellationToken cancellationToken) => other.CallBack(Me(), cancellationToken);

    public Task CallBack(IActor caller, CancellationToken cancellationToken)
    {
        _probe.Note($"{Name} calls back");
        return caller.HoldUntilCancelled("inner", cancellationToken);
    }

    public Task<IActor> Self() => Task.FromResult(Me());

    private IActor Me() => this switch
    {
        IPlainActor => this.AsReference<IPlainActor>(),
        IReentrantActor => this.AsReference<IReentrantActor>(),
        _ => this.AsReference<IKeptActor>(),
    };

    private void Turn()
    {
        if (Interlocked.Increment(ref _inside) != 1)
        {
            _probe.Note($"{Name} overlapped");
        }

        Thread.SpinWait(200);
        Interlocked.Decrement(ref _inside);
    }
}
