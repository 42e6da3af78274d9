namespace JobScheduler.Benchmarks.Running;

/// <summary>Keeps something busy for a time, alike for everything that is measured.</summary>
internal sealed class TimedLoad(TimeProvider clock)
{
    // One caller alone does too little for its code to be compiled as well as it can be.
    private const int WarmUpCallers = 64;

    /// <summary>How many call at once at the most while so many are warmed up.</summary>
    public static int WarmUpCallersFor(int callers) => Math.Max(callers, WarmUpCallers);

    /// <summary>Repeats a round until the time has passed; at least once.</summary>
    public async Task RepeatAsync(TimeSpan time, Func<Task> round)
    {
        var start = clock.GetTimestamp();
        do
            await round();
        while (clock.GetElapsedTime(start) < time);
    }

    /// <summary>Calls for half of the time by many callers, and for the other half by as many as are measured afterwards.</summary>
    /// <param name="callers">How many are measured.</param>
    /// <param name="time">In all; a call that has begun is waited for.</param>
    /// <param name="call">Gets the caller's number, from 0, below <see cref="WarmUpCallersFor"/>.</param>
    public async Task WarmUpAsync(int callers, TimeSpan time, Func<int, Task> call)
    {
        await RateAsync(WarmUpCallersFor(callers), time / 2, call);
        await RateAsync(callers, time / 2, call);
    }

    /// <summary>Calls answered per second: each caller calls again when it is answered, until the time has passed; at least once.</summary>
    /// <param name="callers">How many call at once.</param>
    /// <param name="time">After it no call begins. The clock stops when the last one is answered, which then counts too.</param>
    /// <param name="call">Gets the caller's number, from 0.</param>
    public async Task<double> RateAsync(int callers, TimeSpan time, Func<int, Task> call)
    {
        var start = clock.GetTimestamp();
        var answered = await Task.WhenAll(Enumerable.Range(0, callers).Select(async caller =>
        {
            var calls = 0L;
            await Task.Yield();
            await RepeatAsync(time - clock.GetElapsedTime(start), async () =>
            {
                await call(caller);
                calls++;
            });
            return calls;
        }));
        return answered.Sum() / clock.GetElapsedTime(start).TotalSeconds;
    }
}
