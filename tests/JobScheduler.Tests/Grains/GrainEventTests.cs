using System.Collections.Concurrent;
using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;
using Microsoft.Extensions.Logging;
using Xunit;
using static JobScheduler.Tests.Grains.GrainWorld;

namespace JobScheduler.Tests.Grains;

/// <summary>What the grains log beside failed attempts, and what they do not.</summary>
public sealed class GrainEventTests
{
    private static readonly JobError Bad = new("bad", "a bad day");

    [Fact]
    public async Task Jobs_AllGoesWell_AreNotInTheLogAtInformation()
    {
        await using var world = await StartAsync();
        world.Handlers.Answer = static _ => new HandlerResult(HandlerResultKind.Completed);
        await world.UntilAsync(await world.SubmitAsync(Spec), JobState.Completed);
        var before = world.Logs.Lines.Count;
        for (var i = 0; i < 20; i++)
            await world.UntilAsync(await world.SubmitAsync(Spec), JobState.Completed);
        Assert.Equal(before, world.Logs.Lines.Count);
    }

    [Fact]
    public async Task Store_AwayForSixteenPartitions_IsOneLineAndOneWhenItIsBack()
    {
        const int partitions = 16;
        await using var world = await StartAsync(settings => settings with { Partitions = partitions });
        for (var partition = 0; partition < partitions; partition++)
            await SubmitToAsync(world, partition);
        var refused = new ConcurrentDictionary<int, int>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Faults = call =>
        {
            if (call.Operation != StoreOperation.Commit)
                return StoreFault.None;
            refused.AddOrUpdate(call.Partition, 1, static (_, count) => count + 1);
            if (refused.Count == partitions && refused.Values.All(count => count > 2))
                all.TrySetResult();
            return StoreFault.Reject(RejectReason.DiskFull);
        };
        var answers = Enumerable.Range(0, partitions * 3).Select(i => world.Partition(i % partitions).SubmitAsync(Spec, HashOf(i % partitions))).ToArray();
        for (var i = 0; i < 3; i++)
            await Task.WhenAll(Enumerable.Range(0, partitions).Select(p => world.Partition(p).SubmitAsync(Spec, HashOf(p))));
        await Within(Task.WhenAll(answers), "all are refused");
        await Within(all.Task, "each partition was refused more than twice");
        var line = Assert.Single(world.Logs.Of("commit_rejected"));
        Assert.Equal((LogLevel.Error, RejectReason.DiskFull), (line.Level, line.Properties["Reason"]));

        world.Faults = static _ => StoreFault.None;
        await SubmitToAsync(world, 0);
        await world.Logs.WhenAsync("store_back");
        Assert.Single(world.Logs.Of("store_back"));
        Assert.Single(world.Logs.Of("commit_rejected"));
    }

    [Fact]
    public async Task Report_StaleWithAnException_IsAWarningThatHasIt()
    {
        await using var first = await StartAsync();
        var id = await first.SubmitAsync(Spec with { MaxAttempts = 1 });
        var call = await first.Handlers.NextAsync("1");
        await using var second = await StartAsync(memory: first.Memory);
        await second.Partition().WakeAsync();
        await second.UntilAsync(id, JobState.Failed);
        var thrown = new FormatException("too late");
        call.End(new HandlerResult(HandlerResultKind.Retry) { Error = Bad, Exception = thrown });
        var line = await first.Logs.WhenAsync("late_exception");
        Assert.Equal((LogLevel.Warning, thrown, id, 1), (line.Level, line.Exception, line.Properties["JobId"], line.Properties["Attempt"]));
    }

    [Fact]
    public async Task Queue_PausedAndResumed_IsALineEach()
    {
        await using var world = await StartAsync();
        await Within(world.Grains.GetGrain<IQueueGrain>("mail").SetAsync(new QueueCommand { Queue = "mail", Paused = true, By = "ana", Note = "why" }), "pause");
        await world.SetQueueAsync("mail", paused: false);
        var line = Assert.Single(world.Logs.Of("queue_paused"));
        Assert.Equal((LogLevel.Information, "mail", "ana", "why"), (line.Level, line.Properties["Queue"], line.Properties["By"], line.Properties["Note"]));
        Assert.Single(world.Logs.Of("queue_resumed"));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(8, "{\"city\":…")]
    [InlineData(100, "{\"city\":\"Köln\"}")]
    public async Task FailedAttempt_Payload_IsInTheLineOnlyIfAskedForAndCut(int bytes, string? expected)
    {
        await using var world = await StartAsync(settings => settings with { LogPayloadBytes = bytes });
        var id = await world.SubmitAsync(Spec with { MaxAttempts = 1, Payload = RawJson.Parse("{\"city\":\"Köln\"}") });
        (await world.Handlers.NextAsync("1")).End(new HandlerResult(HandlerResultKind.Fail) { Error = Bad });
        await world.UntilAsync(id, JobState.Failed);
        var line = await world.Logs.WhenAsync("attempt_failed");
        Assert.Equal(expected, line.Properties["payload"]);
        Assert.DoesNotContain("Köln", line.Message, StringComparison.Ordinal);
    }

    private static ushort HashOf(int partition) => (ushort)(partition << 12);

    private static async Task SubmitToAsync(GrainWorld world, int partition)
    {
        var answer = await Within(world.Partition(partition).SubmitAsync(Spec, HashOf(partition)), $"submit to {partition}");
        Assert.Equal(PartitionStatus.Done, answer.Status);
    }
}
