using System.Runtime.CompilerServices;

namespace JobScheduler.Tests.Engine;

/// <summary>
/// The semantics that the grains rely on, stated once and run against both engines. What Orleans does is the truth; a test that only
/// one engine can pass belongs elsewhere. Parts: calls, turns, life cycle, timers, cancellation.
/// </summary>
public abstract partial class EngineContract
{
    private static int _lastKey;

    private protected abstract IGrainFactory Grains { get; }

    private protected abstract Probe Probe { get; }

    /// <summary>Collects what is idle now, however short a time.</summary>
    private protected abstract Task CollectIdleAsync();

    /// <summary>A key no other test has.</summary>
    private static string NewKey([CallerMemberName] string test = "") => $"{test} #{Interlocked.Increment(ref _lastKey)}";

    private IPlainActor Plain(string key) => Grains.GetGrain<IPlainActor>(key);

    private IReentrantActor Reentrant(string key) => Grains.GetGrain<IReentrantActor>(key);
}
