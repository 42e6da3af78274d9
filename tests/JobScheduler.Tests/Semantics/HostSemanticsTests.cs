using JobScheduler.Stores.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using static JobScheduler.Tests.Semantics.SemanticsHost;

namespace JobScheduler.Tests.Semantics;

/// <summary>Starting and stopping.</summary>
public sealed class HostSemanticsTests
{
    private static readonly JobSubmission Echo = new() { JobType = "echo" };

    [Fact]
    public async Task Submit_BeforeTheStart_WaitsForItAndIsAccepted()
    {
        await using var host = Build();
        var early = host.Client.SubmitAsync(Echo);
        Assert.False(early.IsCompleted);
        Assert.Equal("starting", host.Health.GetReadiness().Status);
        await host.StartAsync();
        Assert.Equal(JobState.Completed, (await host.WaitAsync((await Within(early, "submit")).Job.JobId)).State);
    }

    [Fact]
    public async Task Start_Attempts_BeginOnlyAfterApplicationStarted()
    {
        var entered = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        IHostApplicationLifetime? lifetime = null;
        await using var host = Build(scheduler =>
        {
            scheduler.AddHandler("look", () => entered.TrySetResult(lifetime!.ApplicationStarted.IsCancellationRequested));
            scheduler.Services.AddHostedService<SubmitsAtStart>();
        });
        lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        await host.StartAsync();
        Assert.True(await Within(entered.Task, "the handler is entered"), "it was entered before");
    }

    [Fact]
    public async Task Start_WithoutAStore_StopsAndNamesBoth()
    {
        var host = Build(noStore: true);
        var failure = await Assert.ThrowsAsync<JobSchedulerConfigurationException>(host.StartAsync);
        Assert.Contains("UseSqlite(path)", failure.Message, StringComparison.Ordinal);
        Assert.Contains("UseInMemory()", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DrainTimeoutNotBelowTheHosts_StopsAndNamesBoth()
    {
        var host = Build(options: options => options.DrainTimeout = TimeSpan.FromMinutes(1));
        var failure = await Assert.ThrowsAsync<JobSchedulerConfigurationException>(host.StartAsync);
        Assert.Contains("DrainTimeout", failure.Message, StringComparison.Ordinal);
        Assert.Contains("HostOptions.ShutdownTimeout", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OtherNumberOfPartitionsThanTheStore_StopsAndNamesBoth()
    {
        var store = new InMemoryStore();
        await (await StartAsync(store: store)).DisposeAsync();
        var host = Build(options: options => options.Partitions = 8, store: store);
        var failure = await Assert.ThrowsAnyAsync<Exception>(host.StartAsync);
        Assert.Contains("4 partitions", failure.Message, StringComparison.Ordinal);
        Assert.Contains("JobScheduler:Partitions is 8", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_Lines_SayVersionEngineStoreAndHandlers()
    {
        await using var host = await StartAsync();
        foreach (var start in new[] { "Information: JobScheduler ", "Information: Engine: ", "Information: Store: in memory", "Information: Handlers: " })
            Assert.Single(host.Log.Lines, line => line.StartsWith(start, StringComparison.Ordinal));
        Assert.Contains(host.Log.Lines, line => line.Contains("echo", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_WaitingJobsOfUnknownTypes_AreNamedAndRunOnceTheHandlerIsThere()
    {
        var store = new InMemoryStore();
        string id;
        await using (var first = await StartAsync(store: store))
        {
            id = await first.SubmitAsync(new JobSubmission { JobType = "renamed" });
            await first.UntilAsync(id, job => job.WaitingReason == WaitingReason.UnknownType, "it waits");
        }

        await using (var second = await StartAsync(store: store))
            Assert.Single(second.Log.Lines, line => line == "Warning: 1 jobs of type renamed wait, but no handler is registered for it");
        await using var third = await StartAsync(scheduler => scheduler.AddHandler("new", () => 7, options => options.Aliases.Add("renamed")), store: store);
        Assert.Equal("7", (await third.WaitAsync(id)).Result!.ToString());
    }

    [Fact]
    public async Task Stop_RunningAttempt_MayFinishWithinTheDrainTime()
    {
        var (gate, store) = (new Gate(), new InMemoryStore());
        var host = await StartAsync(Holding(gate), store: store);
        var id = await host.SubmitAsync(JobSubmission.Create("hold", "a"));
        await gate.EnteredAsync("a");
        var stop = host.StopAsync();
        var duringDrain = await host.SubmitAsync(Echo);
        Assert.False(stop.IsCompleted);
        Assert.Equal("draining", host.Health.GetReadiness().Status);
        gate.Open("a");
        await stop;
        await Assert.ThrowsAsync<SchedulerUnavailableException>(() => host.Client.SubmitAsync(Echo));
        await using var next = await StartAsync(Holding(gate), store: store);
        var job = await next.WaitAsync(id);
        Assert.Equal((JobState.Completed, 1), (job.State, job.Attempt));
        Assert.Equal(1, (await next.WaitAsync(duringDrain)).Attempt);
    }

    [Fact]
    public async Task Stop_AttemptsThatDoNotEnd_AreReleasedAndStartAgainAtOnceAtRestart()
    {
        var (gate, store) = (new Gate(), new InMemoryStore());
        var host = await StartAsync(Holding(gate), options => (options.DrainTimeout, options.Slots) = (TimeSpan.FromMilliseconds(100), 2), store);
        string[] ids = [.. await Task.WhenAll(Enumerable.Range(0, 8).Select(i => host.SubmitAsync(JobSubmission.Create("hold", $"{i}") with { MaxAttempts = 1 })))];
        await gate.CountAsync(2);
        await host.StopAsync();
        var before = gate.Entered.Count;
        Assert.Equal(2, before);
        for (var i = 0; i < ids.Length; i++)
            gate.Open($"{i}");
        await using var next = await StartAsync(Holding(gate), store: store);
        var jobs = await Task.WhenAll(ids.Select(next.WaitAsync));
        Assert.All(jobs, job => Assert.Equal(JobState.Completed, job.State));
        Assert.Equal(2, jobs.Count(job => job.Attempts[0].Outcome == AttemptOutcome.Released));
        Assert.All(jobs, job => Assert.Equal(0, job.AttemptsUsed));
    }

    [Fact]
    public async Task TwoHosts_InOneProcess_ShareNothing()
    {
        await using var one = await StartAsync(scheduler => scheduler.AddHandler("who", () => 1));
        await using var two = await StartAsync(scheduler => scheduler.AddHandler("who", () => 2));
        await one.Client.PauseQueueAsync("paused");
        var (first, second) = (await one.SubmitAsync(new() { JobType = "who" }), await two.SubmitAsync(new() { JobType = "who", Queue = "paused" }));
        Assert.Equal(("1", "2"), ((await one.WaitAsync(first)).Result!.ToString(), (await two.WaitAsync(second)).Result!.ToString()));
        Assert.Null(await one.Client.GetAsync(second));
        await two.StopAsync();
        Assert.Equal("ready", one.Health.GetReadiness().Status);
        await one.WaitAsync(await one.SubmitAsync(Echo));
    }

    private static Action<IJobSchedulerBuilder> Holding(Gate gate) => scheduler => scheduler.AddHandler(
        "hold", async (string name, CancellationToken stop) => await gate.PassAsync(name, stop));

    /// <summary>Submits while the host starts, before ApplicationStarted.</summary>
    private sealed class SubmitsAtStart(IJobSchedulerClient client) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => client.SubmitAsync(new JobSubmission { JobType = "look" }, cancellationToken);

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
