using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Tests.Engine;

/// <summary>The contract on the embedded engine, on the thread pool.</summary>
public sealed class EmbeddedEngineContract : EngineContract, IDisposable
{
    private readonly IdleClock _clock = new();
    private readonly ServiceProvider _services;

    public EmbeddedEngineContract() => _services = new ServiceCollection()
        .AddSingleton<Probe>()
        .AddScoped<ActivationScoped>()
        .AddEmbeddedEngine(options => TestGrains.AddTo(options).TimeProvider = _clock)
        .BuildServiceProvider();

    private protected override IGrainFactory Grains => _services.GetRequiredService<IGrainFactory>();

    private protected override Probe Probe => _services.GetRequiredService<Probe>();

    public void Dispose() => _services.Dispose();

    private protected override Task CollectIdleAsync()
    {
        _clock.PassIdleAge();
        return Task.CompletedTask;
    }

    /// <summary>The system's time, but the engine's collection (its only timer with a period) ticks when told to.</summary>
    private sealed class IdleClock : TimeProvider
    {
        private Action? _collect;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (state is EmbeddedEngine)
            {
                _collect = () => callback(state);
            }

            return base.CreateTimer(callback, state, dueTime, period);
        }

        public void PassIdleAge()
        {
            for (var step = 0; step < 5; step++)
            {
                _collect!();
            }
        }
    }
}
