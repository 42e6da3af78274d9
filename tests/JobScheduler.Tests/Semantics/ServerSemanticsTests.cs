using JobScheduler.Stores.Memory;
using Xunit;
using static JobScheduler.Tests.Semantics.SemanticsHost;

namespace JobScheduler.Tests.Semantics;

/// <summary>What operators are told of a scheduler, on either engine.</summary>
public sealed class ServerSemanticsTests
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task Server_OfOneProcess_SaysWhatItIs()
    {
        await using var host = await StartAsync();
        var server = await host.Client.GetServerAsync();
        var node = Assert.Single((await host.Client.ListNodesAsync()).Items);
        Assert.Equal((Environment.MachineName, TimeSpan.FromMilliseconds(250), false, (string?)null), (server.Node, server.LatenessTarget, server.ReadOnly, server.OrleansDashboard));
        Assert.Equal((server.Node, server.Engine, server.Version), (node.Node, node.Engine, node.Version));
        Assert.Equal((NodeStatus.Active, 64, 4, (string?)null), (node.Status, node.Slots, node.Partitions, node.Problem));
        Assert.Equal(["echo", "http", "sleep"], node.JobTypes);
        Assert.InRange(server.Now - node.StartedAt, TimeSpan.Zero, Patience);
    }

    [Fact]
    public async Task Nodes_AttemptThatIgnoresItsTimeOut_IsStuckUntilItReturns()
    {
        var gate = new Gate();
        await using var host = await StartAsync(
            scheduler => scheduler.AddHandler("deaf", async (string name) => await gate.PassAsync(name, CancellationToken.None)),
            options => options.AbandonAfter = TimeSpan.Zero);
        var id = await host.SubmitAsync(JobSubmission.Create("deaf", "a") with { Timeout = TimeSpan.FromMilliseconds(1), MaxAttempts = 1 });
        Assert.Equal("timed_out", (await host.WaitAsync(id)).Error!.Code);
        var node = await NodeAsync(host, node => node.Stuck.Count == 1, "the attempt is stuck");
        var stuck = node.Stuck[0];
        Assert.Equal((id, "deaf", 1, 1), (stuck.JobId, stuck.JobType, stuck.Attempt, node.SlotsRunning));
        Assert.True(stuck.FencingToken > 0);
        Assert.InRange(stuck.Since, node.StartedAt, node.StartedAt + Patience);
        gate.Open("a");
        await NodeAsync(host, node => node is { Stuck.Count: 0, SlotsRunning: 0 }, "it has returned");
    }

    [Fact]
    public async Task Nodes_Draining_SaySo()
    {
        var gate = new Gate();
        var host = await StartAsync(Holding(gate));
        await host.SubmitAsync(JobSubmission.Create("hold", "a"));
        await gate.EnteredAsync("a");
        var stop = host.StopAsync();
        await NodeAsync(host, node => node.Status == NodeStatus.Draining, "it drains");
        gate.Open("a");
        await stop;
    }

    [Fact]
    public async Task Partitions_OfOneProcess_SayWhatTheyHave()
    {
        var gate = new Gate();
        await using var host = await StartAsync(Holding(gate));
        await host.Client.PauseQueueAsync("paused");
        string[] ids = [.. await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => host.SubmitAsync(new JobSubmission { JobType = "echo", Queue = "paused" })))];
        await host.SubmitAsync(JobSubmission.Create("hold", "a"));
        await gate.EnteredAsync("a");
        var partitions = await UntilAsync(
            async () => (await host.Client.ListPartitionsAsync()).Items,
            all => all.Count == 4 && all.Sum(each => each.Queued) == ids.Length && all.Sum(each => each.Running) == 1, "all is seen");
        Assert.Equal([0, 1, 2, 3], partitions.Select(each => each.Partition));
        Assert.All(partitions, each => Assert.Equal((Environment.MachineName, true, true), (each.Node, each.Term > 0, each.InMemory >= each.Running)));
        Assert.Contains(partitions, each => each is { OldestQueuedMs: >= 0, CommitMs: { P50: >= 0, P99: >= 0 } } && each.CommitMs.P50 <= each.CommitMs.P99);
        gate.Open("a");
        await Task.WhenAll(ids.Select(id => host.Client.CancelAsync(id)));
        await UntilAsync(
            async () => (await host.Client.ListPartitionsAsync()).Items, all => all.All(each => each is { Queued: 0, Running: 0, OldestQueuedMs: null }), "all is gone");
    }

    [Fact]
    public async Task Partitions_InPages_AreAllOfThem()
    {
        await using var host = await StartAsync();
        var (numbers, cursor) = (new List<int>(), (string?)null);
        do
        {
            var page = await host.Client.ListPartitionsAsync(3, cursor);
            numbers.AddRange(page.Items.Select(each => each.Partition));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal([0, 1, 2, 3], numbers);
        await Assert.ThrowsAsync<MalformedRequestException>(() => host.Client.ListPartitionsAsync(3, "x"));
        await Assert.ThrowsAsync<JobValidationException>(() => host.Client.ListNodesAsync(501));
    }

    [Fact]
    public async Task JobTypes_KnownOnesAndThoseOfJobs_AreListedOnce()
    {
        await using var host = await StartAsync(scheduler => scheduler
            .AddHandler("mail", (string _) => { }, options => (options.Description, options.Queue, options.MaxAttempts) = ("Sends it.", "mails", 2))
            .AddHandler("renamed", () => 7, options =>
            {
                options.Aliases.Add("old");
                options.Aliases.Add("older");
            })
            .AddJobType<int>("elsewhere"));
        await host.WaitAsync(await host.SubmitAsync(JobSubmission.Create("mail", "a")));
        await host.WaitAsync(await host.SubmitAsync(new JobSubmission { JobType = "old" }));
        await host.SubmitAsync(new JobSubmission { JobType = "nobody", Delay = TimeSpan.FromDays(1) });

        var types = (await host.Client.ListJobTypesAsync()).Items.ToDictionary(type => type.Name);

        Assert.Equal(["echo", "elsewhere", "http", "mail", "nobody", "old", "renamed", "sleep"], types.Keys);
        var mail = types["mail"];
        Assert.Equal(("Sends it.", "mails", 2, """{"type":"string"}"""), (mail.Description, mail.Queue, mail.MaxAttempts, mail.PayloadSchema?.ToString()));
        Assert.Equal((new StateCounts(0, 0, 0, 1, 0, 0), Environment.MachineName), (mail.Counts, Assert.Single(mail.Nodes)));
        Assert.Equal((1, 1), (types["old"].Counts.Completed, types["old"].Nodes.Count));
        Assert.Equal((0, """{"type":"integer"}"""), (types["elsewhere"].Nodes.Count, types["elsewhere"].PayloadSchema?.ToString()));
        Assert.Equal((0, 1, (string?)null, "default", 5), (types["nobody"].Nodes.Count, types["nobody"].Counts.Scheduled, types["nobody"].Description, types["nobody"].Queue, types["nobody"].MaxAttempts));
        var first = await host.Client.ListJobTypesAsync(1);
        Assert.Equal("elsewhere", Assert.Single((await host.Client.ListJobTypesAsync(1, first.NextCursor)).Items).Name);
    }

    [Fact]
    public async Task History_OfJobsThatRan_CountsThem()
    {
        await using var host = await StartAsync(scheduler => scheduler.AddHandler("bad", JobOutcome () => throw new InvalidOperationException("bad")));
        for (var i = 0; i < 5; i++)
            await host.WaitAsync(await host.SubmitAsync(new JobSubmission { JobType = "echo" }));
        await host.WaitAsync(await host.SubmitAsync(new JobSubmission { JobType = "bad", Retry = RetryPolicy.None }));

        var points = await UntilAsync(
            async () => (await host.Client.GetStatsHistoryAsync(StatsResolution.Second)).Points, all => all.Sum(point => point.Finished) == 6, "the last second is over");

        Assert.Equal((6, 6, 1), (points.Sum(point => point.Submitted), points.Sum(point => point.Started), points.Sum(point => point.Failed)));
        Assert.Contains(points, point => point.LatenessMs is { P50: >= 0 } late && late.P99 <= late.Max);
        Assert.All(points.Zip(points.Skip(1)), pair => Assert.Equal(TimeSpan.FromSeconds(1), pair.Second.At - pair.First.At));
        Assert.Equal(TimeSpan.FromMinutes(1), (await host.Client.GetStatsHistoryAsync(StatsResolution.Minute)).Step);
    }

    [Fact]
    public async Task Watch_AllJobs_TellsWhatBecomesOfThem()
    {
        var gate = new Gate();
        await using var host = await StartAsync(Holding(gate));
        await using var events = await WatchAsync(host, new EventFilter());
        var id = await host.SubmitAsync(JobSubmission.Create("hold", "a"));
        var running = await events.UntilAsync(each => each.Job is { State: JobState.Running }, "it runs");
        gate.Open("a");
        var completed = await events.UntilAsync(each => each.Job is { State: JobState.Completed }, "it completes");
        var job = await host.WaitAsync(id);
        Assert.Equal((id, "hold", "default", 1, job.FencingToken), (running.Job!.JobId, running.Job.JobType, running.Job.Queue, running.Job.Attempt, running.Job.FencingToken));
        Assert.Equal((id, job.FinishedAt), (completed.Job!.JobId, completed.Job.At));
    }

    [Fact]
    public async Task Watch_JobThatFailsAndIsRetried_KeepsItsErrorsCode()
    {
        var gate = new Gate();
        await using var host = await StartAsync(scheduler => scheduler.AddHandler("flaky", async (JobContext job, CancellationToken stop) =>
        {
            if (job.Attempt == 1)
                return JobOutcome.Retry(TimeSpan.FromMilliseconds(1), "busy", "try again");
            job.ReportProgress(40, "half");
            await gate.PassAsync("second", stop);
            return JobOutcome.Completed;
        }));
        await using var events = await WatchAsync(host, new EventFilter { JobTypes = ["flaky"] });
        await host.SubmitAsync(new JobSubmission { JobType = "flaky" });
        var second = await events.UntilAsync(each => each.Job is { State: JobState.Running, Attempt: 2, IsProgress: false }, "it runs again");
        Assert.Equal("busy", second.Job!.ErrorCode);
        var progress = await events.UntilAsync(each => each.Kind == SchedulerEventKind.Progress, "it reports progress");
        Assert.Equal((40.0, "half", 2), (progress.Job!.ProgressPercent, progress.Job.Message, progress.Job.Attempt));
        gate.Open("second");
        Assert.Null((await events.UntilAsync(each => each.Job is { State: JobState.Completed }, "it completes")).Job!.ErrorCode);
    }

    [Fact]
    public async Task Watch_Filtered_TellsOnlyThose()
    {
        await using var host = await StartAsync();
        await using var events = await WatchAsync(host, new EventFilter { States = [JobState.Cancelled], Queues = ["q", "r"], JobTypes = ["echo"] });
        var other = await host.SubmitAsync(new JobSubmission { JobType = "echo", Delay = TimeSpan.FromDays(1) });
        var wanted = await host.SubmitAsync(new JobSubmission { JobType = "echo", Queue = "r", Delay = TimeSpan.FromDays(1) });
        await host.Client.CancelAsync(other);
        await host.Client.CancelAsync(wanted);
        var told = await events.NextAsync("the first change");
        Assert.Equal((wanted, JobState.Cancelled), (told.Job!.JobId, told.Job.State));
    }

    [Fact]
    public async Task Watch_AfterTheLastEvent_GoesOnWithWhatWasMissed()
    {
        await using var host = await StartAsync();
        string id;
        SchedulerEvent last;
        await using (var events = await WatchAsync(host, new EventFilter()))
        {
            id = await host.SubmitAsync(new JobSubmission { JobType = "echo", Delay = TimeSpan.FromDays(1) });
            last = await events.NextAsync("the submit");
        }

        await host.Client.CancelAsync(id);
        await using var again = new EventTail(host.Client, new EventFilter { LastEventId = last.Id });
        Assert.Equal((id, JobState.Cancelled), Shown(await again.NextAsync("what was missed")));
        await using var strange = new EventTail(host.Client, new EventFilter { LastEventId = "strange" });
        var gap = await strange.NextAsync("the gap");
        Assert.Equal((SchedulerEventKind.Gap, "restarted"), (gap.Kind, gap.Reason));
        await host.SubmitAsync(new JobSubmission { JobType = "echo", Delay = TimeSpan.FromDays(1) });
        Assert.Equal(SchedulerEventKind.State, (await strange.NextAsync("what follows the gap")).Kind);
    }

    [Fact]
    public async Task Watch_AfterARestart_BeginsWithAGap()
    {
        var store = new InMemoryStore();
        string id;
        await using (var first = await StartAsync(store: store))
        {
            await using var events = new EventTail(first.Client, new EventFilter());
            id = (await events.NextAsync("the first mark")).Id;
        }

        await using var second = await StartAsync(store: store);
        await using var again = new EventTail(second.Client, new EventFilter { LastEventId = id });
        Assert.Equal("restarted", (await again.NextAsync("the gap")).Reason);
    }

    [Fact]
    public async Task Watch_TooManyValues_IsRefused()
    {
        await using var host = await StartAsync();
        var refused = Assert.Throws<JobValidationException>(() => host.Client.WatchAllAsync(new EventFilter { Queues = [.. Enumerable.Range(0, 101).Select(i => $"q{i}")] }));
        Assert.Contains("queue", refused.Errors.Keys);
    }

    private static (string?, JobState?) Shown(SchedulerEvent each) => (each.Job?.JobId, each.Job?.State);

    private static async Task<EventTail> WatchAsync(SemanticsHost host, EventFilter filter)
    {
        var events = new EventTail(host.Client, filter);
        Assert.Equal(SchedulerEventKind.Mark, (await events.NextAsync("the first mark")).Kind);
        return events;
    }

    private static Task<NodeInfo> NodeAsync(SemanticsHost host, Func<NodeInfo, bool> wanted, string phase) =>
        UntilAsync(async () => (await host.Client.ListNodesAsync()).Items[0], wanted, phase);

    // What is told is about a second old, and nothing says when it is renewed.
    private static async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> wanted, string phase)
    {
        using var cancel = new CancellationTokenSource(Patience, TimeProvider.System);
        using var timer = new PeriodicTimer(LookAgain, TimeProvider.System);
        while (true)
        {
            var seen = await read();
            if (wanted(seen))
                return seen;
            try
            {
                await timer.WaitForNextTickAsync(cancel.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{phase}: not within {Patience.TotalSeconds} s; {seen}.");
            }
        }
    }

    private static Action<IJobSchedulerBuilder> Holding(Gate gate) => scheduler => scheduler.AddHandler(
        "hold", async (string name, CancellationToken stop) => await gate.PassAsync(name, stop));
}
