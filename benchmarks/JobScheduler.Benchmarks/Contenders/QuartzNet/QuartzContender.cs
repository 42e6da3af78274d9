using JobScheduler.Benchmarks.Contenders.Ours;
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
    private readonly NoOpJob _job = new();
    private readonly IJobDetail _detail = JobBuilder.Create<NoOpJob>().WithIdentity("no-op").StoreDurably().Build();
    private StandaloneSchedulerFactory? _factory;
    private IScheduler _scheduler = null!;
    private long _names;

    public string Name => store.Name;

    public string Settings => $"Quartz.NET {typeof(IScheduler).Assembly.GetName().Version?.ToString(3)}, {store.Settings}, {store.Threads} threads, "
        + $"one durable job with a trigger for each firing; warm-up {store.WarmUpJobs} jobs";

    public string Durability => store.Durability;

    public int MostDrain => store.MostDrain;

    public Task<string?> MissingAsync() => Task.FromResult<string?>(null);

    public async Task StartAsync(string folder)
    {
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

    public async Task<double?> SubmitAsync(int jobs, int inFlight)
    {
        await SubmitOneByOneAsync(store.WarmUpJobs, inFlight);
        var start = _clock.GetTimestamp();
        await SubmitOneByOneAsync(jobs, inFlight);
        return jobs / _clock.GetElapsedTime(start).TotalSeconds;
    }

    public async Task<double?> SubmitBulkAsync(int jobs, int perCall)
    {
        await FillAsync(store.WarmUpJobs, perCall);
        var start = _clock.GetTimestamp();
        await FillAsync(jobs, perCall);
        return jobs / _clock.GetElapsedTime(start).TotalSeconds;
    }

    public async Task<double?> DrainAsync(int jobs)
    {
        await DrainOnceAsync(store.WarmUpJobs);
        await _scheduler.Standby();
        return jobs / (await DrainOnceAsync(jobs)).TotalSeconds;
    }

    public async Task<Lateness?> PunctualityAsync(int perSecond, TimeSpan time)
    {
        await DrainOnceAsync(store.WarmUpJobs);
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

    private async Task SubmitOneByOneAsync(int jobs, int inFlight)
    {
        var left = jobs;
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(async _ =>
        {
            await Task.Yield();
            while (Interlocked.Decrement(ref left) >= 0)
                await _scheduler.ScheduleJob(Trigger(null));
        }));
    }

    private ITrigger Trigger(DateTimeOffset? due) => TriggerBuilder.Create()
        .WithIdentity($"t{Interlocked.Increment(ref _names)}")
        .ForJob(_detail.Key)
        .StartAt(due ?? _clock.GetUtcNow())
        .Build();
}
