using System.Collections.Concurrent;
using System.Net.Http.Json;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;
using JobScheduler.Tests.Grains;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Xunit;

namespace JobScheduler.Tests.Http.Metrics;

/// <summary>What is measured while the store is in trouble.</summary>
public sealed class MetricsTroubleTests : IAsyncLifetime
{
    private readonly Target _target = new();

    public Task InitializeAsync() => _target.InitializeAsync();

    public Task DisposeAsync() => _target.DisposeAsync();

    [Fact]
    public async Task Scrape_StoreHangs_AnswersWithoutItsFigures()
    {
        _target.Count = new TaskCompletionSource<IReadOnlyList<CounterRecord>>().Task;

        var scrape = await GrainWorld.Within(Scrape.OfAsync(_target.Client), "the scrape is answered");

        Assert.Empty(scrape.Samples("jobscheduler_jobs"));
        Assert.NotEmpty(scrape.Samples("jobscheduler_slots"));
        Assert.NotEmpty(scrape.Samples("jobscheduler_job_accepted_total"));
    }

    [Fact]
    public async Task Scrape_StoreOutOfReach_AnswersAndCountsTheError()
    {
        _target.Count = Task.FromException<IReadOnlyList<CounterRecord>>(new StoreUnavailableException("test"));

        var scrape = await GrainWorld.Within(Scrape.OfAsync(_target.Client), "the scrape is answered");

        Assert.Empty(scrape.Samples("jobscheduler_jobs"));
        Assert.Equal(1, scrape.Find("jobscheduler_store_errors_total", ("reason", "unavailable")));
    }

    [Fact]
    public async Task Scrape_DiskFull_ShowsErrorsRefusalsAndThatItIsNotWritable()
    {
        _target.Fault = StoreFault.Reject(RejectReason.DiskFull);
        using var answer = await _target.Client.PostAsJsonAsync("v1/jobs", new { job_type = "echo" });
        Assert.Equal(503, (int)answer.StatusCode);

        var scrape = await Scrape.OfAsync(_target.Client);

        Assert.Equal(0, scrape.Find("jobscheduler_store_writable"));
        Assert.True(scrape.Find("jobscheduler_store_errors_total", ("reason", "disk_full")) >= 1);
        Assert.Equal(1, scrape.Find("jobscheduler_requests_refused_total", ("reason", "storage_full")));
        Assert.True(scrape.Find("jobscheduler_commit_duration_seconds_count", ("outcome", "rejected")) >= 1);
    }

    [Fact]
    public async Task Scrape_UnknownCommit_ShowsItAndTheTermItCost()
    {
        var before = (await Scrape.OfAsync(_target.Client)).Find("jobscheduler_partition_term_changes_total", ("reason", "reacquired"));
        _target.FaultOnce(StoreFault.UnknownApplied);
        using var answer = await _target.Client.PostAsJsonAsync("v1/jobs", new { job_type = "echo", delay_ms = 1_000_000 });
        Assert.Equal(202, (int)answer.StatusCode);

        var scrape = await Scrape.OfAsync(_target.Client);

        Assert.Equal((0, 1), (before, scrape.Find("jobscheduler_partition_term_changes_total", ("reason", "reacquired"))));
        Assert.Equal(1, scrape.Find("jobscheduler_store_errors_total", ("reason", "unknown")));
        Assert.Equal(1, scrape.Find("jobscheduler_commit_duration_seconds_count", ("outcome", "unknown")));
    }

    [Fact]
    public async Task Scrape_AnotherOwner_ShowsTheLostTerm()
    {
        await _target.Memory.AcquireTermAsync(0, "another process", null, default);
        using var answer = await _target.Client.PostAsJsonAsync("v1/jobs", new { job_type = "echo" });
        Assert.Equal(503, (int)answer.StatusCode);

        var scrape = await Scrape.OfAsync(_target.Client);

        Assert.Equal(1, scrape.Find("jobscheduler_partition_term_changes_total", ("reason", "lost")));
        Assert.Equal(1, scrape.Find("jobscheduler_commit_duration_seconds_count", ("outcome", "fenced")));
    }

    [Fact]
    public async Task Scrape_TwoNodesInAProcess_DoNotMix()
    {
        var other = new Target();
        await other.InitializeAsync();
        try
        {
            var (mine, theirs) = (await AcceptedAsync(_target), await AcceptedAsync(other));
            using var answer = await other.Client.PostAsJsonAsync("v1/jobs", new { job_type = "echo", delay_ms = 1_000_000 });

            Assert.Equal((mine, theirs + 1), (await AcceptedAsync(_target), await AcceptedAsync(other)));
        }
        finally
        {
            await other.DisposeAsync();
        }

        static async Task<double> AcceptedAsync(Target target) => (await Scrape.OfAsync(target.Client)).Sum("jobscheduler_job_accepted_total");
    }

    [Fact]
    public async Task Scrape_TypesOfManyCallers_AreCapped()
    {
        foreach (var name in new[] { "t1", "t2", "t3" })
        {
            using var answer = await _target.Client.PostAsJsonAsync("v1/jobs", new { job_type = name, queue = name });
            answer.EnsureSuccessStatusCode();
        }

        var scrape = await Scrape.OfAsync(_target.Client);

        Assert.Equal(["echo", "http", "other", "sleep", "t1"], Values("jobscheduler_job_accepted_total", "job_type"));
        Assert.Equal(["echo", "http", "other", "sleep", "t1"], Values("jobscheduler_jobs", "job_type"));
        Assert.Equal(2, scrape.Find("jobscheduler_jobs", ("state", "queued"), ("job_type", "other")));
        Assert.Equal(["default", "t1", "t2", "t3"], Values("jobscheduler_queue_depth", "queue"));

        IEnumerable<string> Values(string name, string label) => scrape.Samples(name).Select(sample => sample[label]!).Distinct().Order(StringComparer.Ordinal);
    }

    private sealed class Target : HttpTarget
    {
        private readonly ConcurrentQueue<StoreFault> _once = new();

        public InMemoryStore Memory { get; } = new();

        /// <summary>What counting answers; null: what is stored.</summary>
        public Task<IReadOnlyList<CounterRecord>>? Count { get; set; }

        /// <summary>What happens to every commit.</summary>
        public StoreFault Fault { get; set; } = StoreFault.None;

        /// <summary>What happens to the next commit.</summary>
        public void FaultOnce(StoreFault fault) => _once.Enqueue(fault);

        protected override void AddScheduler(WebApplicationBuilder builder)
        {
            builder.Configuration["JobScheduler:Metrics:MaxLabelValues"] = "4";
            builder.Services.AddJobScheduler(o => o.Partitions = 1).AddHttp().BindConfiguration(builder.Configuration.GetSection("JobScheduler"));
            var queries = Substitute.For<IJobQueries>();
            queries.CountAsync(default).ReturnsForAnyArgs(_ => Count ?? Memory.CountAsync(default));
            queries.GetJobAsync("", default).ReturnsForAnyArgs(call => Memory.GetJobAsync(call.Arg<string>(), default));
            queries.ListQueuesAsync(default).ReturnsForAnyArgs(_ => Memory.ListQueuesAsync(default));
            queries.OldestQueuedAsync(default, default).ReturnsForAnyArgs(call => Memory.OldestQueuedAsync(call.Arg<long>(), default));
            var admin = Substitute.For<IStoreAdmin>();
            admin.OpenAsync(0, default).ReturnsForAnyArgs(call => Memory.OpenAsync(call.Arg<int>(), default));
            admin.CheckAsync(default).ReturnsForAnyArgs(_ => Fault == StoreFault.None ? null : "it is as full as its commits say");
            builder.Services.AddSingleton(new JobStore(new FaultInjectingStore(Memory, FaultOf, TaskScheduler.Default), queries, Memory, admin));
        }

        private StoreFault FaultOf(StoreCall call) =>
            call.Operation != StoreOperation.Commit ? StoreFault.None : _once.TryDequeue(out var fault) ? fault : Fault;
    }
}
