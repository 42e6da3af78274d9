using JobScheduler.Tests.Simulation;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Tests.Engine;

/// <summary>An embedded engine on one deterministic thread with virtual time.</summary>
internal sealed class EngineWorld : IDisposable
{
    private readonly ServiceProvider _services;

    public EngineWorld(int seed = 0, Action<EmbeddedEngineOptions>? configure = null)
    {
        Scheduler = new DeterministicScheduler(seed);
        _services = new ServiceCollection()
            .AddSingleton<Probe>()
            .AddScoped<ActivationScoped>()
            .AddEmbeddedEngine(options =>
            {
                TestGrains.AddTo(options);
                (options.Scheduler, options.TimeProvider, options.IdleAge) = (Scheduler, Clock, Timeout.InfiniteTimeSpan);
                configure?.Invoke(options);
            })
            .BuildServiceProvider();
    }

    public DeterministicScheduler Scheduler { get; }

    public VirtualTimeProvider Clock { get; } = new();

    public Probe Probe => _services.GetRequiredService<Probe>();

    public EmbeddedEngine Engine => _services.GetRequiredService<EmbeddedEngine>();

    public IPlainActor Plain(string key) => Engine.GetGrain<IPlainActor>(key);

    public IReentrantActor Reentrant(string key) => Engine.GetGrain<IReentrantActor>(key);

    /// <summary>Runs a program to its end, moving the clock when nothing else is left to do.</summary>
    public void Run(Func<Task> program) => Scheduler.Run(Clock, program);

    public void Dispose() => _services.Dispose();
}
