using JobScheduler.Benchmarks.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Benchmarks.Contenders.Ours;

/// <summary>
/// Ours, as an application uses it: a generic host with <c>AddJobScheduler().UseSqlite(path)</c>, and the in-process client. What waits
/// for a drain waits in a paused queue.
/// </summary>
internal sealed partial class JobSchedulerContender : IContender
{
    public const string JobType = "noop";

    // Pausing it keeps due jobs waiting; that of punctuality is never paused.
    private const string WaitingQueue = "waiting";
    private const int WarmUpRound = 5_000; // jobs
    private const int BatchSize = 1_000;
    private static readonly RawJson Payload = RawJson.Parse("""{"n":1}""");
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly TimedLoad _load = new(TimeProvider.System);
    private readonly Bodies _bodies = new();
    private IHost? _host;
    private TimeSpan _warmUp;
    private Action<JobContext>? _body;

    public string Name => ChildArguments.OurName;

    public string Settings => "this checkout, default settings (SQLite WAL, synchronous=FULL, 16 partitions, 64 slots), no log, "
        + $"payload of {Payload.Length} bytes, drains from a queue that is paused until the clock starts; warm-up of drains and lateness by drains of {WarmUpRound:N0}";

    public string Durability => "fsync";

    public IJobSchedulerClient Client { get; private set; } = null!;

    public IServiceProvider Services => _host!.Services;

    public Bodies Bodies => _bodies;

    public Task<string?> MissingAsync() => Task.FromResult<string?>(null);

    public async Task StartAsync(string folder, TimeSpan warmUp)
    {
        _warmUp = warmUp;
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddJobScheduler()
            .UseSqlite(Path.Combine(folder, "jobs.db"))
            .AddHandler(JobType, (JobContext job) =>
            {
                _body?.Invoke(job);
                _bodies.Enter();
                return JobOutcome.Completed;
            });
        _host = builder.Build();
        await _host.StartAsync();
        Client = Services.GetRequiredService<IJobSchedulerClient>();
    }

    /// <summary>A job that is due at once.</summary>
    public static JobSubmission Job(string? queue = null) => new() { JobType = JobType, Queue = queue, Payload = Payload };

    /// <summary>How many jobs have completed durably.</summary>
    public async Task<long> CompletedAsync() =>
        (await Client.GetStatsAsync()).ByJobType.TryGetValue(JobType, out var counts) ? counts.Completed : 0;

    /// <summary>Returns when so many jobs have completed durably; asks the counters of the store, which is a read of a few rows.</summary>
    public async Task UntilCompletedAsync(long count)
    {
        while (await CompletedAsync() < count)
            await Task.Delay(TimeSpan.FromMilliseconds(1), _clock);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is null)
            return;
        await _host.StopAsync();
        _host.Dispose();
    }
}
