namespace JobScheduler.Benchmarks.Contenders;

/// <summary>
/// A scheduler under measurement, ours or a peer, in a process and with a store of its own. Each method is called at most once in a
/// process, after <see cref="StartAsync"/>, and warms up by itself before its clock starts: it repeats what it is about to measure until the
/// time for that has passed, at least once. What that leaves in the store does not run while something is measured.
/// </summary>
internal interface IContender : IAsyncDisposable
{
    /// <summary>On the command line and in tables, for example "jobscheduler" or "quartz-sqlite".</summary>
    string Name { get; }

    /// <summary>Version and the settings that matter, a line of text, stated beside the figures.</summary>
    string Settings { get; }

    /// <summary>What an accepted job survives: "fsync" or "none".</summary>
    string Durability { get; }

    /// <summary>The largest drain that ends in reasonable time; a suite asks for fewer jobs, or leaves the contender out, and says so.</summary>
    int MostDrain => int.MaxValue;

    /// <summary>Null when it can run here, else the reason why not (for example: no redis-server on this machine).</summary>
    Task<string?> MissingAsync();

    /// <summary>Makes the store, or opens that of an earlier process, and gets ready to take jobs; no worker runs yet where that can be chosen.</summary>
    /// <param name="folder">The store and everything else lie in this folder.</param>
    /// <param name="warmUp">For how long the measurement warms up.</param>
    Task StartAsync(string folder, TimeSpan warmUp);

    /// <summary>Jobs per second, each answered when durable, as many as are answered in the time; null: not offered.</summary>
    Task<double?> SubmitAsync(int inFlight, TimeSpan time);

    /// <summary>Jobs per second, so many in a call, one call after another until the time has passed; null: not offered.</summary>
    Task<double?> SubmitBulkAsync(int perCall, TimeSpan time);

    /// <summary>
    /// Jobs per second, all waiting and due before workers begin; from the start of the workers to the last job's body and its durable
    /// completion. Null: not offered.
    /// </summary>
    Task<double?> DrainAsync(int jobs);

    /// <summary>Lateness of one-off jobs spread evenly over the time; null: not offered.</summary>
    Task<Lateness?> PunctualityAsync(int perSecond, TimeSpan time);
}
