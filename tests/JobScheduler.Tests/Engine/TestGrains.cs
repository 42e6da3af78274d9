using System.Globalization;

namespace JobScheduler.Tests.Engine;

[GenerateSerializer, Immutable, Alias("JobScheduler.Tests.Parcel")]
internal sealed record Parcel([property: Id(0)] string Text, [property: Id(1)] int Number, [property: Id(2)] IReadOnlyList<string> Lines);

[GenerateSerializer, Alias("JobScheduler.Tests.ProbeException")]
public sealed class ProbeException : Exception
{
    public ProbeException(string message)
        : base(message)
    {
    }
}

/// <summary>What every test grain can do, whatever its marks.</summary>
internal interface IActor : IGrainWithStringKey
{
    /// <summary>The number of the activation that answers.</summary>
    Task<long> Activation();

    Task<string> Key();

    Task<Parcel> Echo(Parcel parcel);

    Task Fail(string message);

    Task FailAtOnce(string message);

    /// <summary>Notes "key began name", awaits the latch "key release name", notes "key ended name".</summary>
    Task Hold(string name);

    /// <summary>The same, and may begin while others wait.</summary>
    [AlwaysInterleave]
    Task HoldInterleaved(string name);

    /// <summary>Notes "key began name" and ends when the token is cancelled, unless it is to ignore that.</summary>
    Task HoldUntilCancelled(string name, CancellationToken cancellationToken);

    Task IgnoreCancellation(string name, CancellationToken cancellationToken);

    /// <summary>Throws an <see cref="OperationCanceledException"/>.</summary>
    Task CancelItself(bool atOnce);

    [AlwaysInterleave]
    Task<long> Ping();

    Task<long> ScopedService();

    Task<bool> HasAsyncLocal();

    /// <summary>Asks to be deactivated and then holds.</summary>
    Task<long> DeactivateAndHold(string name);

    Task<long> Deactivate();

    Task Delay(TimeSpan time);

    /// <summary>Takes some turns in which no other code of the activation may run.</summary>
    Task Overlap(int turns);

    /// <summary>The same, each turn begun by a task that another thread completes.</summary>
    Task OverlapByCompletion(int turns);

    /// <summary>Whether this code still ran on the activation after each kind of await.</summary>
    Task<string> AwaitEverything(IActor other);

    Task ExposeScheduler();

    /// <summary>Calls the other grain, which calls back.</summary>
    Task Cycle(IActor other, CancellationToken cancellationToken);

    Task CallBack(IActor caller, CancellationToken cancellationToken);

    Task<IActor> Self();
}

internal interface IPlainActor : IActor;

internal interface IReentrantActor : IActor;

internal interface IKeptActor : IActor;

internal interface INumbered : IGrainWithIntegerKey
{
    Task<long> Key();
}

internal interface IDelicate : IGrainWithStringKey
{
    Task<long> Activation();

    [AlwaysInterleave]
    Task<long> Ping();
}

internal sealed class NumberedGrain : Grain, INumbered
{
    public Task<long> Key() => Task.FromResult(this.GetPrimaryKeyLong());
}

internal sealed class PlainActorGrain(Probe probe, ActivationScoped scoped) : Actor(probe, scoped), IPlainActor;

[Reentrant]
internal sealed class ReentrantActorGrain(Probe probe, ActivationScoped scoped) : Actor(probe, scoped), IReentrantActor;

[KeepAlive]
internal sealed class KeptActorGrain(Probe probe, ActivationScoped scoped) : Actor(probe, scoped), IKeptActor;

/// <summary>Fails or waits in its constructor or hooks, by words in its key.</summary>
internal sealed class DelicateGrain : Grain, IDelicate
{
    private readonly Probe _probe;
    private readonly long _activation;

    public DelicateGrain(Probe probe)
    {
        _probe = probe;
        _activation = probe.Next();
        FailIf("constructor");
    }

    private string Name => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _probe.Note($"{Name} activating");
        if (Name.Contains("wait-activate", StringComparison.Ordinal))
        {
            await _probe.Opened($"{Name} release activate");
        }

        FailIf("activate");
        _probe.Note($"{Name} activated");
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _probe.Note($"{Name} deactivating {reason.ReasonCode}");
        if (Name.Contains("wait-deactivate", StringComparison.Ordinal))
        {
            await _probe.Opened($"{Name} release deactivate");
        }

        _probe.Note($"{Name} deactivated");
        if (Name.Contains("fail-deactivate", StringComparison.Ordinal))
        {
            throw new ProbeException("deactivate");
        }
    }

    public Task<long> Activation()
    {
        _probe.Note($"{Name} called");
        if (Name.Contains("-deactivate", StringComparison.Ordinal))
        {
            DeactivateOnIdle();
        }

        return Task.FromResult(_activation);
    }

    public Task<long> Ping()
    {
        _probe.Note($"{Name} pinged");
        return Task.FromResult(_activation);
    }

    /// <summary>Fails the first time only.</summary>
    private void FailIf(string phase)
    {
        if (Name.Contains($"fail-{phase}", StringComparison.Ordinal) && !_probe.IsOpen($"{Name} failed"))
        {
            _probe.Note($"{Name} failed");
            throw new ProbeException(string.Create(CultureInfo.InvariantCulture, $"{phase} failed"));
        }
    }
}
