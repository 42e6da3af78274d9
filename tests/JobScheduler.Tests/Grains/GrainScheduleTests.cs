using JobScheduler.Grains.Core;
using JobScheduler.Tests.Core;
using Xunit;
using static JobScheduler.Tests.Grains.GrainWorld;

namespace JobScheduler.Tests.Grains;

/// <summary>Schedules through the grains of one node. Their decisions are the core's, see PartitionCoreScheduleTests and those beside it.</summary>
public sealed class GrainScheduleTests
{
    [Fact]
    public async Task Fire_EachSecond_HandlersAreEnteredOncePerOccurrenceAndNotBefore()
    {
        await using var world = await StartAsync(settings => settings with { Partitions = 4 });
        var answer = await DoAsync(world, "tick", ScheduleCommandKind.Create, ScheduleDriver.Of("* * * * * *"));
        Assert.Equal(PartitionStatus.Done, answer.Status);
        var occurrences = new List<DateTimeOffset>();
        while (occurrences.Count < 3)
        {
            var call = await world.Handlers.NextAsync($"occurrence {occurrences.Count}");
            Assert.True(call.Context.NominalAt!.Value.ToUnixTimeMilliseconds() <= Now, "early");
            Assert.Equal("tick", call.Context.ScheduleId);
            occurrences.Add(call.Context.NominalAt.Value);
            call.Complete();
        }

        Assert.Equal(occurrences.Distinct().Order(), occurrences);
        Assert.Equal(PartitionStatus.Done, (await DoAsync(world, "tick", ScheduleCommandKind.Delete)).Status);
        Assert.Equal(PartitionStatus.NotFound, (await DoAsync(world, "tick", ScheduleCommandKind.Trigger)).Status);
    }

    [Fact]
    public async Task Trigger_KeyOfAnotherPartition_TheJobIsSentAndItsEndComesBack()
    {
        await using var world = await StartAsync(settings => settings with { Partitions = 2 });
        var spec = ScheduleDriver.Of("0 0 1 1 *", each => each with { Job = each.Job with { ConcurrencyKey = NameIn(1) } });
        await DoAsync(world, NameIn(0), ScheduleCommandKind.Create, spec);
        var triggered = await DoAsync(world, NameIn(0), ScheduleCommandKind.Trigger);
        var call = await world.Handlers.NextAsync("the job in the other partition");
        Assert.Equal(triggered.JobId, call.Context.JobId);
        Assert.Equal(1, (await world.Memory.GetScheduleAsync(NameIn(0), default))!.Active);
        call.Complete();
        await world.UntilAsync(call.Context.JobId, JobState.Completed);
        await Within(NothingActiveAsync(world), "the job's end comes back");
    }

    [Fact]
    public async Task Deliver_MessageWhoseRowIsGone_ChangesNothing()
    {
        await using var world = await StartAsync(settings => settings with { Partitions = 2 });
        var spec = ScheduleDriver.Of("0 0 1 1 *", each => each with { Job = each.Job with { ConcurrencyKey = NameIn(1) } });
        await DoAsync(world, NameIn(0), ScheduleCommandKind.Create, spec);
        await DoAsync(world, NameIn(0), ScheduleCommandKind.Trigger);
        var call = await world.Handlers.NextAsync("the job");
        var id = call.Context.JobId;
        call.End(new JobScheduler.Grains.Jobs.HandlerResult(JobScheduler.Grains.Jobs.HandlerResultKind.Fail) { Error = new("bad", "m") });
        await world.UntilAsync(id, JobState.Failed);
        await Within(NothingActiveAsync(world), "the job's end comes back");
        await Within(world.Partition(1).ChangeAsync([new JobCommand { JobId = id, Kind = JobCommandKind.Replay }]), "replay");
        await world.Handlers.NextAsync("the job again");
        await Within(ActiveAsync(world), "its schedule hears of it");

        // What a frozen sender delivers now was applied long ago.
        var late = new SentJob { JobId = id, Kind = SentKind.Ended, ScheduleId = NameIn(0), Sender = 1, SendId = 1 };
        Assert.Equal(PartitionStatus.Done, await Within(world.Partition(0).DeliverAsync(late), "a late end"));
        Assert.Equal(1, (await world.Memory.GetScheduleAsync(NameIn(0), default))!.Active);
        var cancel = new SentJob { JobId = id, Kind = SentKind.Cancel, ScheduleId = NameIn(0), Sender = 0, SendId = 1 };
        Assert.Equal(PartitionStatus.Done, await Within(world.Partition(1).DeliverAsync(cancel), "a late cancel"));
        Assert.Null((await world.RowAsync(id)).CancelRequestedAt);

        // Without a row's id nobody can tell.
        Assert.Equal(PartitionStatus.Done, await Within(world.Partition(0).DeliverAsync(late with { SendId = 0 }), "an end"));
        Assert.Equal(0, (await world.Memory.GetScheduleAsync(NameIn(0), default))!.Active);
    }

    [Fact]
    public async Task Restart_OccurrenceWaitsForTheJobBefore_ItIsFiredWhenThatEnds()
    {
        await using var first = await StartAsync();
        await DoAsync(first, "s", ScheduleCommandKind.Create, ScheduleDriver.Of("* * * * * *", each => each with { Overlap = OverlapPolicy.QueueOne }));
        await first.Handlers.NextAsync("the first job");
        await Within(WaitsAsync(first), "an occurrence waits");
        await first.DisposeAsync();
        await using var second = await StartAsync(memory: first.Memory);
        await second.Partition().WakeAsync();
        var before = await second.Handlers.NextAsync("the first job again");
        var waiting = (await second.Memory.GetScheduleAsync("s", default))!.Waiting[0];
        before.Complete();
        var after = await second.Handlers.NextAsync("the occurrence that waited");
        Assert.Equal(waiting, after.Context.NominalAt!.Value.ToUnixTimeMilliseconds());
    }

    private static Task<ScheduleAnswer> DoAsync(GrainWorld world, string id, ScheduleCommandKind kind, ScheduleSpec? spec = null) =>
        Within(world.Grains.GetGrain<IScheduleGrain>(id).DoAsync(new ScheduleCommand { Id = id, Kind = kind, Spec = spec }), $"{kind} {id}");

    private static async Task NothingActiveAsync(GrainWorld world)
    {
        while ((await world.Memory.GetScheduleAsync(NameIn(0), default))!.Active > 0)
            await world.Partition().WakeAsync();
    }

    private static async Task ActiveAsync(GrainWorld world)
    {
        while ((await world.Memory.GetScheduleAsync(NameIn(0), default))!.Active == 0)
            await world.Partition().WakeAsync();
    }

    private static async Task WaitsAsync(GrainWorld world)
    {
        while ((await world.Memory.GetScheduleAsync("s", default))!.Waiting.Count == 0)
            await world.Partition().WakeAsync();
    }

    /// <summary>A name that lies in one of two partitions.</summary>
    private static string NameIn(int partition) => Enumerable.Range(0, 100).Select(i => $"name{i}").First(name => Routing.PartitionOf(Routing.Hash(name), 2) == partition);
}
