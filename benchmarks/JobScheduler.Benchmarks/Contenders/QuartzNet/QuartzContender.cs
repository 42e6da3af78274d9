using JobScheduler.Benchmarks.Contenders.Ours;
using JobScheduler.Benchmarks.Running;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace JobScheduler.Benchmarks.Contenders.QuartzNet;

/// <summary>
/// Quartz.NET, one durable job and a trigger for each of its firings: that is the cheapest it offers, as no job is stored and deleted with
/// each. The scheduler is started for a drain and stands by before it.
/// </summary>
internal sealed class QuartzContender(IQuartzStore store) : IContender
{
    private const int PerCall = 1_000;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(1);
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly TimedLoad _load = new(TimeProvider.System);
    private readonly NoOpJob _job = new();
    private readonly IJobDetail _detail = JobBuilder.Create<NoOpJob>().WithIdentity("no-op").StoreDurably().Build();
    private StandaloneSchedulerFactory? _factory;
    private IScheduler _scheduler = null!;
    private TimeSpan _warmUp;
    private long _names;

    public string Name => store.Name;

    public string Settings => $"Quartz.NET {typeof(IScheduler).Assembly.GetName().Version?.ToString(3)}, {store.Settings}, {store.Threads} threads, "
        + $"one durable job with a trigger for each firing; warm-up of drains and lateness by drains of {store.WarmUpRound:N0}, that of submits is cleared";

    public string Durability => store.Durability;

    public int MostDrain => store.MostDrain;

    public Task<string?> MissingAsync() => Task.FromResult<string?>(null);

    public async Task StartAsync(string folder, TimeSpan warmUp)
    {
        _warmUp = warmUp;
        _factory = QuartzSchedulerBuilder.Create(quartz =>
        {
            quartz.Services.AddSingleton(_job);
            quartz.UseDefaultThreadPool(store.Threads);
            store.Configure(quartz, folder);
        }).Build();
        _scheduler = await _factory.GetScheduler();
        await store.CheckAsync();
        await _scheduler.AddJob(_detail);
    }

    public async Task<double?> SubmitAsync(int inFlight, TimeSpan time)
    {
        await _load.WarmUpAsync(inFlight, _warmUp, SubmitOneAsync);
        await ClearAsync();
        return await _load.RateAsync(inFlight, time, SubmitOneAsync);
        async Task SubmitOneAsync(int caller) => await _scheduler.ScheduleJob(Trigger(null));
    }

    public async Task<double?> SubmitBulkAsync(int perCall, TimeSpan time)
    {
        await _load.RepeatAsync(_warmUp, () => SubmitManyAsync(caller: 0));
        await ClearAsync();
        return perCall * await _load.RateAsync(1, time, SubmitManyAsync);
        Task SubmitManyAsync(int caller) => FillAsync(perCall, perCall);
    }

    public async Task<double?> DrainAsync(int jobs)
    {
        await WarmUpByDrainsAsync();
        return jobs / (await DrainOnceAsync(jobs)).TotalSeconds;
    }

    public async Task<Lateness?> PunctualityAsync(int perSecond, TimeSpan time)
    {
        await WarmUpByDrainsAsync();
        await _scheduler.Start();
        var count = (int)(perSecond * time.TotalSeconds);
        var first = _clock.GetUtcNow() + TimeSpan.FromSeconds(3 + (count / 2_000.0)); // the triggers are all stored before
        var done = _job.Bodies.WhenMore(count);
        using var recorder = _job.Recorder = new LatenessRecorder(count, () => _job.Recorder = null);
        await FillAsync(count, PerCall, i => first + (TimeSpan.FromSeconds(i) / perSecond));
        if (_clock.GetUtcNow() > first)
            throw new BenchmarkException("The triggers were not stored before the first of them was due.");

        await done;
        await CompletedAsync();
        return recorder.Sum();
    }

    public async ValueTask DisposeAsync()
    {
        if (_factory is not null)
            await _factory.DisposeAsync();
    }

    // The store in memory would hold millions of triggers else.
    private async Task ClearAsync()
    {
        await _scheduler.Clear();
        await _scheduler.AddJob(_detail);
        GC.Collect();
    }

    /// <summary>Leaves it as it was: it stands by.</summary>
    private Task WarmUpByDrainsAsync() => _load.RepeatAsync(_warmUp, async () =>
    {
        await DrainOnceAsync(store.WarmUpRound);
        await _scheduler.Standby();
    });

    private async Task<TimeSpan> DrainOnceAsync(int jobs)
    {
        await FillAsync(jobs, PerCall);
        var done = _job.Bodies.WhenMore(jobs);
        GC.Collect();
        var start = _clock.GetTimestamp();
        await _scheduler.Start();
        await done;
        await CompletedAsync();
        return _clock.GetElapsedTime(start);
    }

    private async Task CompletedAsync()
    {
        while (await store.AnyOpenAsync(_scheduler))
            await Task.Delay(Poll, _clock);
    }

    private async Task FillAsync(int jobs, int perCall, Func<int, DateTimeOffset>? due = null)
    {
        for (var from = 0; from < jobs; from += perCall)
        {
            ITrigger[] triggers = [.. Enumerable.Range(from, Math.Min(perCall, jobs - from)).Select(i => Trigger(due?.Invoke(i)))];
            await _scheduler.ScheduleJob(_detail, triggers, new ScheduleJobOptions { Replace = true });
        }
    }

    private ITrigger Trigger(DateTimeOffset? due) => TriggerBuilder.Create()
        .WithIdentity($"t{Interlocked.Increment(ref _names)}")
        .ForJob(_detail.Key)
        .StartAt(due ?? _clock.GetUtcNow())
        .Build();
}
