using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;
using Xunit;
using static JobScheduler.Tests.Grains.GrainWorld;

namespace JobScheduler.Tests.Grains;

/// <summary>What runs ends first, however many callers wait.</summary>
public sealed class GrainOverloadTests
{
    [Fact]
    public async Task Report_CallersFillThePartition_IsNeitherRefusedNorBehindThem()
    {
        const int most = 1500;
        await using var world = await StartAsync(settings => settings with { MostPending = most });
        var id = await world.SubmitAsync(Spec);
        var call = await world.Handlers.NextAsync("the job runs");
        var (reached, gate) = (NewSource(), NewSource());
        var batches = new List<CommitBatch>();
        world.Faults = call =>
        {
            if (call.Operation != StoreOperation.Commit)
                return StoreFault.None;
            lock (batches)
                batches.Add(call.Batch!);
            reached.TrySetResult();
            return StoreFault.None.After(gate.Task);
        };
        var first = world.TrySubmitAsync(Spec with { DelayMs = 3_600_000 });
        await Within(reached.Task, "a commit is held");

        var specs = Enumerable.Repeat(Spec with { DelayMs = 3_600_000 }, most + 100).ToArray();
        var flood = world.Partition().SubmitManyAsync(specs, new ushort[specs.Length]);
        await Within(world.Partition().WakeAsync(), "the flood arrives");
        var report = world.Partition().ReportAsync(
            new AttemptReport { JobId = id, Token = call.Context.FencingToken, Kind = ReportKind.Completed, StartedAt = Now });
        await Within(world.Partition().WakeAsync(), "the report arrives");
        gate.SetResult();
        Assert.Equal(ReportAnswer.Accepted, await Within(report, "the report is answered"));
        call.Complete();

        var answers = await Within(flood, "the flood is answered");
        Assert.Contains(answers, answer => answer.Status == PartitionStatus.Overloaded);
        Assert.Contains(answers, answer => answer.Status == PartitionStatus.Done);
        Assert.Equal(PartitionStatus.Done, (await first).Status);
        lock (batches)
        {
            var of = batches.FindIndex(batch => batch.Mutations.OfType<UpdateJob>().Any(update => update.Job.JobId == id));
            var last = batches.FindLastIndex(batch => batch.Mutations.OfType<InsertJob>().Any());
            Assert.True(of < last, $"the report is in commit {of}, the last of the flood in {last}");
        }
    }

    [Fact]
    public async Task TakeOver_RunningJobWithALargePayload_RunsAgainWithAllOfIt()
    {
        var handlers = new ScriptedHandlers();
        var payload = RawJson.Parse($"\"{new string('x', 2 * StoreLimits.InlinePayloadBytes)}\"");
        var memory = new InMemoryStore();
        await memory.OpenAsync(1, default);
        string id;
        await using (var before = await StartAsync(memory: memory))
        {
            id = await before.SubmitAsync(Spec with { Payload = payload });
            await before.Handlers.NextAsync("the job runs"); // and never ends
        }

        await using var after = await StartAsync(memory: memory, handlers: handlers);
        await after.Partition().WakeAsync();
        var again = await handlers.NextAsync("the job runs again");
        Assert.Equal(payload.Length, again.Payload?.Length);
        again.Complete("1");
        Assert.Equal("1", (await after.UntilAsync(id, JobState.Completed)).Result!.ToString());
        Assert.Equal(payload.Length, (await after.RowAsync(id)).Spec.Payload?.Length);
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
