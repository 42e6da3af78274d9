using Quartz;

namespace JobScheduler.Benchmarks.Contenders.QuartzNet;

/// <summary>Where Quartz.NET keeps its triggers.</summary>
internal interface IQuartzStore
{
    string Name { get; }

    string Settings { get; }

    string Durability { get; }

    /// <summary>Jobs that it can drain in reasonable time.</summary>
    int MostDrain { get; }

    /// <summary>Jobs of one drain of the warm-up.</summary>
    int WarmUpRound { get; }

    /// <summary>Jobs that run at once: the number that drained fastest on two cores, of 10, 32, 64 and 100.</summary>
    int Threads { get; }

    void Configure(IQuartzBuilder quartz, string folder);

    /// <summary>Called when the scheduler is ready and no trigger is in it yet. Throws when the store is not as durable as it says.</summary>
    Task CheckAsync();

    /// <summary>True while it holds a trigger, which goes away with the completion of its only firing.</summary>
    Task<bool> AnyOpenAsync(IScheduler scheduler);
}
