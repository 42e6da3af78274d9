using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobScheduler.Embedded;

/// <summary>
/// Runs grains in this process. A call to a grain finds its activation, or makes one; the activation runs the call in its turns.
/// What is kept of Orleans' semantics, and what is not, is in <c>SEMANTICS.md</c> beside this code.
/// </summary>
/// <remarks>Safe for use from any thread. Threads come only from the options' scheduler, time only from their time provider.</remarks>
public sealed class EmbeddedEngine : IGrainFactory, IDisposable
{
    /// <summary>The idle age is counted in these many steps, so that a call does not have to read the clock.</summary>
    private const int StepsOfIdleAge = 4;

    private readonly ConcurrentDictionary<GrainId, Activation> _directory = new();
    private readonly ConcurrentDictionary<Type, GrainReference> _prototypes = new();
    private readonly TaskCompletionSource _drained = new();
    private readonly ITimer? _collection;
    private long _activations;
    private int _isStopping;
    private volatile bool _isKilled;

    /// <summary>Makes an engine that is ready for calls.</summary>
    /// <param name="services">Where grains get their constructor's parameters from, each activation from a scope of its own.</param>
    /// <param name="options">The grain classes, and where threads and time come from. Not to be changed afterwards.</param>
    public EmbeddedEngine(IServiceProvider services, EmbeddedEngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        Services = services;
        Options = options;
        Log = services.GetService<ILoggerFactory>()?.CreateLogger("JobScheduler.Embedded") ?? NullLogger.Instance;
        if (options.IdleAge != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(options.IdleAge, TimeSpan.FromMilliseconds(StepsOfIdleAge));
            _collection = CreateTimer(static state => ((EmbeddedEngine)state!).CollectIdle(), this);
            _collection.Change(options.IdleAge / StepsOfIdleAge, options.IdleAge / StepsOfIdleAge);
        }
    }

    /// <summary>How many activations are in memory now.</summary>
    public int ActivationCount => _directory.Count;

    internal IServiceProvider Services { get; }

    internal EmbeddedEngineOptions Options { get; }

    internal ILogger Log { get; }

    /// <summary>Steps of the idle age since the start.</summary>
    internal int Age { get; private set; }

    internal bool IsKilled => _isKilled;

    /// <inheritdoc/>
    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey) where TGrainInterface : IGrainWithStringKey
    {
        ArgumentNullException.ThrowIfNull(primaryKey);
        return (TGrainInterface)(object)GetGrain(typeof(TGrainInterface), primaryKey, 0);
    }

    /// <inheritdoc/>
    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey) where TGrainInterface : IGrainWithIntegerKey =>
        (TGrainInterface)(object)GetGrain(typeof(TGrainInterface), null, primaryKey);

    /// <summary>
    /// Stops in order: no further call begins (it fails with <see cref="EngineStoppedException"/>), running calls end, the hooks of all
    /// activations run. Called again, it waits for the same end.
    /// </summary>
    /// <param name="cancellationToken">Cuts off as <see cref="Kill"/> does what has not ended until then.</param>
    /// <exception cref="OperationCanceledException">The token cut it off.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isStopping, 1) == 0)
        {
            _collection?.Dispose();
            foreach (var activation in InOrder(_directory.Values))
            {
                DeactivateForStop(activation);
            }

            NoteIfDrained();
        }

        try
        {
            await _drained.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Kill();
            throw;
        }
    }

    /// <summary>
    /// Crashes, for tests of what a crash may lose: no hook runs, no turn begins any more, queued turns are dropped, timers are silent.
    /// A turn that runs on another thread at this moment still runs to its next await. Calls that had not ended fail with
    /// <see cref="EngineStoppedException"/> for callers outside the grains; whether they ran, in part or in whole, is not known.
    /// </summary>
    public void Kill()
    {
        Interlocked.Exchange(ref _isStopping, 1);
        _isKilled = true;
        _collection?.Dispose();
        foreach (var activation in InOrder(_directory.Values))
        {
            KillOne(activation);
        }

        NoteIfDrained();
    }

    /// <summary>The same as <see cref="Kill"/>, which does nothing after <see cref="StopAsync"/>.</summary>
    public void Dispose() => Kill();

    /// <summary>A reference of an interface to a grain whose class implements it.</summary>
    internal IAddressable GetReference(Type grainInterface, GrainId id)
    {
        if (!id.Class.Interfaces.Contains(grainInterface))
        {
            throw new ArgumentException($"{id.Class.Type} does not implement {grainInterface}.", nameof(grainInterface));
        }

        return (IAddressable)(object)PrototypeOf(grainInterface).To(id);
    }

    /// <summary>Queues a call at the grain's activation, which it makes if there is none.</summary>
    internal void Send(GrainId id, GrainCall call)
    {
        while (Volatile.Read(ref _isStopping) == 0)
        {
            if (_directory.TryGetValue(id, out var activation) ? activation.TryQueue(call) : Create(id).TryQueue(call))
            {
                return;
            }
        }

        call.Fail(new EngineStoppedException());
    }

    internal void Remove(Activation activation)
    {
        _directory.TryRemove(KeyValuePair.Create(activation.GrainId, activation));
        NoteIfDrained();
    }

    /// <summary>Queues an action outside of all grains.</summary>
    internal void Post(Action<object?> action, object state)
    {
        using var noFlow = new NoContextFlow();
        new Task(action, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach).Start(Options.Scheduler);
    }

    /// <summary>A timer that is not set yet, and does not carry its creator's context along.</summary>
    internal ITimer CreateTimer(TimerCallback callback, object state)
    {
        using var noFlow = new NoContextFlow();
        return Options.TimeProvider.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private static void DeactivateForStop(Activation activation) =>
        activation.Deactivate(new(DeactivationReasonCode.ShuttingDown, "The engine stops."));

    /// <summary>In the order of creation, so that a deterministic run does not depend on hash codes.</summary>
    private static IEnumerable<Activation> InOrder(IEnumerable<Activation> activations) =>
        activations.OrderBy(static activation => activation.Number);

    private GrainReference GetGrain(Type grainInterface, string? text, long number)
    {
        var prototype = PrototypeOf(grainInterface);
        return prototype.Id.Class is null ? throw NotOneClass(grainInterface) : prototype.To(new GrainId(prototype.Id.Class, text, number));
    }

    private ArgumentException NotOneClass(Type grainInterface) => new(
        $"{Options.Classes.Count(type => type.Interfaces.Contains(grainInterface))} registered grain classes implement {grainInterface}: "
        + "there must be one.",
        nameof(grainInterface));

    /// <summary>The reference that all others of an interface are clones of; its id has a class only if just one implements the interface.</summary>
    private GrainReference PrototypeOf(Type grainInterface) =>
        _prototypes.GetOrAdd(
            grainInterface,
            static (type, engine) =>
            {
                var classes = engine.Options.Classes.Where(known => known.Interfaces.Contains(type)).ToList();
                return GrainReference.Prototype(engine, type).To(new GrainId(classes.Count == 1 ? classes[0] : null!, null, 0));
            },
            this);

    private Activation Create(GrainId id)
    {
        var created = new Activation(this, id, Interlocked.Increment(ref _activations));
        var activation = _directory.GetOrAdd(id, created);
        if (activation == created && Volatile.Read(ref _isStopping) != 0)
        {
            // StopAsync or Kill may have listed the activations before this one.
            if (_isKilled)
            {
                KillOne(activation);
            }
            else
            {
                DeactivateForStop(activation);
            }
        }

        return activation;
    }

    private void KillOne(Activation activation)
    {
        activation.Kill(new EngineStoppedException("The engine was killed: whether the call has run is not known."));
        Remove(activation);
    }

    private void NoteIfDrained()
    {
        if (Volatile.Read(ref _isStopping) != 0 && _directory.IsEmpty)
        {
            _drained.TrySetResult();
        }
    }

    /// <summary>Runs on the time provider's thread: only queues deactivations.</summary>
    private void CollectIdle()
    {
        Age++;
        var now = Options.TimeProvider.GetUtcNow();
        var lastUse = Age - StepsOfIdleAge - 1;
        foreach (var activation in InOrder(_directory.Values.Where(activation => activation.IsIdle(now, lastUse))))
        {
            activation.Deactivate(new(DeactivationReasonCode.ActivationIdle, $"Not called for {Options.IdleAge}."));
        }
    }
}
