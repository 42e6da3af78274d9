using JobScheduler.Grains.Jobs;
using JobScheduler.Tests.Grains;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static JobScheduler.Tests.Cluster.ClusterWorld;

namespace JobScheduler.Tests.Cluster;

/// <summary>An application that joins the cluster as an Orleans client, without store and without HTTP.</summary>
public sealed class OrleansClientTests
{
    [Fact]
    public async Task Client_OverOrleans_HasTheWholeInterface()
    {
        await using var world = await StartAsync(2, client: static builder => builder.Services.AddJobSchedulerClient()
            .UseOrleans(static _ => { }, static options => options.Partitions = Partitions).AddJobType<Order>(Work));
        await SpreadAsync(world[0], world[1]);
        foreach (var node in world.Nodes)
            node.Handlers.Answer = static _ => new HandlerResult(HandlerResultKind.Completed) { Result = RawJson.Parse("5") };
        var client = world.Gateway.GetRequiredService<IJobSchedulerClient>();
        await UntilAsync(() => world.Gateway.GetRequiredService<ISchedulerHealth>().GetReadiness().IsReady, () => "the client knows the cluster");

        var job = (await client.SubmitAsync(new Order(3))).Job;
        Assert.Equal("5", (await GrainWorld.Within(client.WaitAsync(job.JobId), "the job ends")).Result!.ToString());
        var later = (await client.SubmitAsync(new Order(4), submission => submission with { Delay = TimeSpan.FromHours(1), IdempotencyKey = "k" })).Job;
        Assert.False((await client.SubmitAsync(new Order(4), submission => submission with { Delay = TimeSpan.FromHours(1), IdempotencyKey = "k" })).Created);
        Assert.Equal(JobState.Cancelled, (await client.CancelAsync(later.JobId)).State);
        Assert.Equal([later.JobId, job.JobId], (await client.ListAsync(new JobQuery())).Items.Select(each => each.JobId));
        Assert.Equal(1, (await client.GetStatsAsync()).ByState.Completed);
        Assert.Equal(0, (await client.BulkAsync(BulkAction.Replay, new BulkRequest { Filter = new JobFilter(), DryRun = true })).Matched);

        var schedule = await client.CreateScheduleAsync(new ScheduleSubmission { Id = "s", Cron = "0 0 1 1 *", Job = JobSubmission.Create(Work, new Order(2)) });
        Assert.Equal(["s"], (await client.ListSchedulesAsync()).Items.Select(each => each.Id));
        Assert.Equal(JobState.Completed, (await GrainWorld.Within(client.WaitAsync((await client.TriggerScheduleAsync(schedule.Id)).JobId), "its job ends")).State);
        Assert.Single((await client.ListScheduleRunsAsync("s")).Items);
        Assert.True((await client.PauseQueueAsync("work-queue")).Paused);
        Assert.Contains((await client.ListQueuesAsync()).Items, queue => queue is { Name: "work-queue", Paused: true });
        await Assert.ThrowsAsync<JobNotFoundException>(() => client.WaitAsync("0000-nothing"));
        Assert.Null(await client.GetAsync("0000-nothing"));
    }

    [Fact]
    public async Task Client_WithAnotherNumberOfPartitions_DoesNotStart()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(1, client: static builder => builder.Services.AddJobSchedulerClient()
            .UseOrleans(static _ => { }, static options => options.Partitions = Partitions + 1)));
        Assert.Contains($"has {Partitions} partitions", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Cluster_AfterAScheduler_IsRefused()
    {
        var services = new ServiceCollection();
        services.AddJobScheduler();
        Assert.Throws<InvalidOperationException>(() => services.AddJobSchedulerCluster(new ConfigurationBuilder().Build()));
        Assert.Throws<InvalidOperationException>(() => services.AddJobSchedulerClient().UseOrleans(static _ => { }));
    }
}
