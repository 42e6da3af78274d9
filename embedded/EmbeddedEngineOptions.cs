using System.Diagnostics.CodeAnalysis;

namespace JobScheduler.Embedded;

/// <summary>What an <see cref="EmbeddedEngine"/> serves, and where it takes threads, time and chance from.</summary>
public sealed class EmbeddedEngineOptions
{
    private readonly List<GrainClass> _classes = [];

    /// <summary>
    /// Gives the threads. Default: the thread pool. With any other scheduler every turn is queued to it as a task of its own, so the
    /// scheduler decides what runs between two turns.
    /// </summary>
    public TaskScheduler Scheduler { get; set; } = TaskScheduler.Default;

    /// <summary>Gives timers and the idle age their time. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// How long an activation stays without being called. Default 15 minutes; <see cref="Timeout.InfiniteTimeSpan"/> for always.
    /// An idle activation ends between this and a quarter more. Ignored for <see cref="KeepAliveAttribute"/> classes.
    /// </summary>
    public TimeSpan IdleAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a deactivation hook is awaited. Default 30 seconds; <see cref="Timeout.InfiniteTimeSpan"/> for always.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Begins the waiting calls of an activation in an order drawn from this seed, because no order is promised. Default null: in the
    /// order in which they came.
    /// </summary>
    public ulong? ShuffleSeed { get; set; }

    /// <summary>For simulations: what becomes of each call, by its method ("IInterface.Method") and its arguments, which may be replaced.</summary>
    internal Func<string, object?[], CallFate>? CallFates { get; set; }

    internal IReadOnlyList<GrainClass> Classes => _classes;

    /// <summary>Serves a grain class under the grain interfaces that it implements.</summary>
    /// <typeparam name="TGrain">A class that is not abstract; its constructor's parameters come from the service provider.</typeparam>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">The class has no grain interface, or an interface has a method the engine cannot call.</exception>
    public EmbeddedEngineOptions AddGrain<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TGrain>()
        where TGrain : Grain
    {
        if (_classes.TrueForAll(known => known.Type != typeof(TGrain)))
        {
            _classes.Add(new GrainClass(typeof(TGrain)));
        }

        return this;
    }
}

/// <summary>What becomes of a call in a simulation. In one process none is ever lost, but between silos it may be.</summary>
internal enum CallFate
{
    /// <summary>It runs and is answered.</summary>
    Run,

    /// <summary>It runs; the caller gets a <see cref="TimeoutException"/>.</summary>
    LoseAnswer,

    /// <summary>It does not run; the caller gets a <see cref="TimeoutException"/>.</summary>
    LoseCall,

    /// <summary>It does not run, but the caller is told that it has. Only for methods without a result.</summary>
    Swallow,
}
