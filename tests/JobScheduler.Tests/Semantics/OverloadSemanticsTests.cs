using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static JobScheduler.Tests.Semantics.SemanticsHost;

namespace JobScheduler.Tests.Semantics;

/// <summary>A store whose commits take for ever: what is held for callers stays bounded, and what was accepted is done.</summary>
public sealed class OverloadSemanticsTests
{
    private static readonly JobSubmission Job = new() { JobType = "echo" };

    [Fact]
    public async Task Submit_CommitsAreHeld_HoldsNoMoreThanTheBudgetAndDoesWhatItAccepted()
    {
        await using var world = await HeldStore.StartAsync(options => options.Limits.MaxPending = 200);
        var submits = Enumerable.Range(0, 1000).Select(_ => world.Client.SubmitAsync(Job)).ToList();

        // Refusals do not wait for the store: those that are still open are all within the bound.
        await Within(Task.WhenAll(submits.Select(Refused).Where(refused => refused is not null)!), "refusals come while commits are held");
        Assert.InRange(world.Pending.Commands, 1, 200);
        Assert.Equal(world.Pending.Commands, submits.Count(submit => !submit.IsCompleted));

        world.Release();
        var accepted = 0;
        foreach (var submit in submits)
        {
            if (submit.IsFaulted)
                continue;
            var job = (await Within(submit, "an accepted submit is answered")).Job;
            Assert.Equal(JobState.Completed, (await Within(world.Client.WaitAsync(job.JobId), "an accepted job ends")).State);
            accepted++;
        }

        Assert.InRange(accepted, 100, 200);
        Assert.Equal((0, 0L), (world.Pending.Commands, world.Pending.Bytes));

        static Task? Refused(Task submit) => submit.IsFaulted ? Assert.ThrowsAsync<SchedulerOverloadedException>(() => submit) : null;
    }

    [Fact]
    public async Task Submit_CallersGiveUpWhileCommitsAreHeld_DoNotMakeRoomForMore()
    {
        await using var world = await HeldStore.StartAsync(options => options.Limits.MaxPending = 100);
        using var gone = new CancellationTokenSource();
        var given = Enumerable.Range(0, 100).Select(_ => world.Client.SubmitAsync(Job, gone.Token)).ToList();
        var held = world.Pending.Commands;
        await gone.CancelAsync();
        await Task.WhenAll(given).WaitAsync(Patience).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.All(given, submit => Assert.True(submit.IsCanceled || submit.IsFaulted));

        // The partitions still hold what nobody waits for: a client that submits and hangs up in a loop must not fill the memory.
        Assert.Equal(held, world.Pending.Commands);
        Assert.NotEqual(0, held);
        world.Release();
        await Within(world.EmptyAsync(), "the budget is returned when the store has answered");
    }

    [Fact]
    public async Task SubmitBatch_NoRoomForAllOfIt_StoresNoneOfIt()
    {
        await using var world = await HeldStore.StartAsync(options => options.Limits.MaxPending = 100);
        var first = world.Client.SubmitBatchAsync([.. Enumerable.Repeat(Job, 60)]);
        await Assert.ThrowsAsync<SchedulerOverloadedException>(() => Within(world.Client.SubmitBatchAsync([.. Enumerable.Repeat(Job, 60)]), "the second batch"));
        world.Release();
        Assert.Equal(60, (await Within(first, "the first batch")).Count);
        var stored = (await world.Client.ListAsync(new JobQuery { Limit = 500 })).Items;
        Assert.Equal(60, stored.Count(job => job.State != JobState.Cancelled));
    }

    [Fact]
    public async Task Cancel_SubmitsFillTheirPart_StillFindsRoom()
    {
        await using var world = await HeldStore.StartAsync(options => options.Limits.MaxPending = 100, held: false);
        var waiting = (await world.Client.SubmitAsync(Job with { Delay = TimeSpan.FromHours(1) })).Job.JobId;
        world.Hold();
        var batch = world.Client.SubmitBatchAsync([.. Enumerable.Repeat(Job, 90)]);
        await Assert.ThrowsAsync<SchedulerOverloadedException>(() => world.Client.SubmitAsync(Job));
        var cancel = world.Client.CancelAsync(waiting);
        Assert.False(cancel.IsFaulted);
        world.Release();
        Assert.Equal(JobState.Cancelled, (await Within(cancel, "the cancel")).State);
        await Within(batch, "the batch");
    }

    [Fact]
    public async Task ListSchedules_LargePayloads_ComeInShortPagesThatLeadThroughAll()
    {
        await using var host = await SemanticsHost.StartAsync();
        var payload = RawJson.Parse($"\"{new string('x', 200_000)}\"");
        var ids = Enumerable.Range(0, 40).Select(i => $"s{i:00}").ToList();
        foreach (var id in ids)
            await host.Client.CreateScheduleAsync(new ScheduleSubmission { Id = id, Cron = "0 0 1 1 *", Job = Job with { Payload = payload } });

        var (seen, cursor, longest) = (new List<string>(), (string?)null, 0);
        do
        {
            var page = await host.Client.ListSchedulesAsync(500, cursor);
            seen.AddRange(page.Items.Select(schedule => schedule.Id));
            longest = Math.Max(longest, page.Items.Count);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(ids, seen);
        Assert.InRange(longest, 1, 16);
    }

    /// <summary>A host over a store whose commits wait while they are held.</summary>
    private sealed class HeldStore : IAsyncDisposable
    {
        private readonly SemanticsHost _host;
        private TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _holds;

        private HeldStore(Action<JobSchedulerOptions> options)
        {
            var memory = new InMemoryStore();
            var log = new FaultInjectingStore(
                memory, call => _holds && call.Operation == StoreOperation.Commit ? StoreFault.None.After(_gate.Task) : StoreFault.None, TaskScheduler.Default);
            _host = Build(
                scheduler => scheduler.Services.AddSingleton(new JobStore(log, memory, memory, memory)), options, noStore: true);
        }

        public IJobSchedulerClient Client => _host.Client;

        public PendingBudget Pending => _host.Services.GetRequiredService<SchedulerNode>().Pending;

        public static async Task<HeldStore> StartAsync(Action<JobSchedulerOptions> options, bool held = true)
        {
            var world = new HeldStore(options);
            await world._host.StartAsync();
            await world.Client.SubmitAsync(Job with { Delay = TimeSpan.FromHours(1) }); // the partitions are there
            foreach (var job in (await world.Client.ListAsync(new JobQuery())).Items)
                await world.Client.CancelAsync(job.JobId);
            if (held)
                world.Hold();
            return world;
        }

        public void Hold() => (_gate, _holds) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), true);

        public void Release()
        {
            _holds = false;
            _gate.TrySetResult();
        }

        /// <summary>Returns when nothing is pending, looking again whenever a later command has passed all partitions.</summary>
        public async Task EmptyAsync()
        {
            while (Pending.Commands > 0)
                await Client.SubmitBatchAsync([.. Enumerable.Repeat(Job, 20)]).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        public async ValueTask DisposeAsync()
        {
            Release();
            await _host.DisposeAsync();
        }
    }
}
