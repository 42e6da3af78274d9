using Quartz;

namespace JobScheduler.Benchmarks.Contenders.QuartzNet;

/// <summary>Its store in memory, which keeps nothing when the process ends.</summary>
internal sealed class RamStore : IQuartzStore
{
    public string Name => "quartz-ram";

    public string Settings => "store in memory";

    public string Durability => "none";

    public int MostDrain => int.MaxValue;

    public int WarmUpRound => 5_000;

    public int Threads => 64;

    // The threshold only keeps what waits longer than 5 s from being handled as misfired.
    public void Configure(IQuartzBuilder quartz, string folder) =>
        quartz.UseInMemoryStore(options => options.MisfireThreshold = TimeSpan.FromHours(1));

    public Task CheckAsync() => Task.CompletedTask;

    public async Task<bool> AnyOpenAsync(IScheduler scheduler) =>
        (await scheduler.QueryTriggers(new TriggerQuery { Take = 1 })).Items.Count > 0;
}
