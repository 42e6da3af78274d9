using JobScheduler.Grains.Node;

namespace JobScheduler.Simulation;

/// <summary>Broken on purpose: waits only until 4 ms before the time.</summary>
internal sealed class EarlyWakeUp(TimeProvider clock) : WakeUp
{
    private readonly TimerWakeUp _inner = new(clock);

    public override long Now => _inner.Now + 4;

    public override IAlarm CreateAlarm(Action callback) => _inner.CreateAlarm(callback);

    protected override void Dispose(bool disposing) => _inner.Dispose();
}
