using System.Globalization;
using JobScheduler.FaultTest.Node;
using JobScheduler.Tests.History;

namespace JobScheduler.FaultTest.Faults;

/// <summary>
/// The wall clock is stepped an hour forward, back, back again and forward: nothing is early on the node's clock, nothing is lost or
/// doubled, new work runs in its time, and nobody spins.
/// </summary>
internal sealed class ClockSteps : IFault
{
    private const string Before = "before";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Sane = TimeSpan.FromSeconds(5);

    public string Name => "clock-steps";

    public async Task<FaultResult> RunAsync(FaultOptions options, string folder)
    {
        var clock = new OffsetClock();
        var history = new NodeHistory();
        await using var node = await FaultNode.StartAsync(folder, null, WorkHandler.For(new NodeLife(history, clock)), clock);
        var client = new NodeClient(node.Client, history, CancellationToken.None);
        var random = new Random(options.Seed);
        await node.Client.CreateScheduleAsync(EachSecond(Before));
        var result = new FaultResult();
        TimeSpan[] steps = [TimeSpan.Zero, Hour, TimeSpan.Zero, -Hour, TimeSpan.Zero];
        for (var step = 0; step < steps.Length; step++)
        {
            // A job for soon, before the step: a step back makes it wait, a step forward makes it due.
            var pending = await client.SubmitAsync(Job(TimeSpan.FromSeconds(30)));
            clock.Offset = steps[step];
            result = result.And(await AfterStepAsync(node, client, random, step, pending, clock));
        }

        var spent = await Processor.CalmestSecondAsync();
        result = result.Expect(spent <= Processor.Idle, $"{spent.TotalMilliseconds:0} ms of processor time in the calmest second without work");
        foreach (var id in await ScheduleIdsAsync(node.Client))
            result = result.And(await DoubledAsync(node.Client, id));
        var settled = await Settled.CheckAsync(node.Client, history, steps.Length - 1);
        return settled.And(result with { Note = string.Create(CultureInfo.InvariantCulture, $"{spent.TotalMilliseconds:0} ms of processor time in an idle second") });
    }

    private static async Task<FaultResult> AfterStepAsync(FaultNode node, NodeClient client, Random random, int step, SubmitTold pending, OffsetClock clock)
    {
        var result = new FaultResult();
        await node.Client.CreateScheduleAsync(EachSecond($"after-{step}"));
        await new NodeWorkload(random, $"-{step}").RunAsync(client, 40, CancellationToken.None);
        var start = TimeProvider.System.GetTimestamp();
        var delayed = await client.SubmitAsync(Job(TimeSpan.FromMilliseconds(300)));
        await node.Client.WaitAsync(delayed.JobId!).Within($"step {step}: a job for in 300 ms");
        var took = TimeProvider.System.GetElapsedTime(start);
        result = result.Expect(took < Sane, $"step {step}: a job for in 300 ms took {took.TotalSeconds:0.0} s");

        var first = await node.Client.GetAsync(pending.JobId!);
        var due = clock.GetUtcNow() >= pending.RunAt;
        if (due)
            await node.Client.WaitAsync(pending.JobId!).Within($"step {step}: a job that the step made due");
        else
            result = result.Expect(first!.State == JobState.Scheduled, $"step {step}: a job for later is {first.State}");
        if (!due)
        {
            client.DueFrom(pending.JobId!, clock.GetUtcNow());
            await node.Client.RunNowAsync(pending.JobId!);
        }

        await Waiting.Until(async () => (await node.Client.GetScheduleAsync($"after-{step}"))!.Runs > 0, $"step {step}: a schedule made after it fires");
        await node.Client.PauseScheduleAsync($"after-{step}");
        return result;
    }

    /// <summary>Each nominal time has one job at most, whatever the clock did.</summary>
    private static async Task<FaultResult> DoubledAsync(IJobSchedulerClient client, string id)
    {
        if ((await client.GetScheduleAsync(id))!.PausedAt is null)
            await client.PauseScheduleAsync(id);
        var jobs = await client.ListAsync(new JobQuery { Filter = new JobFilter { ScheduleIds = [id] }, Limit = 500 });
        var doubled = jobs.Items.GroupBy(job => job.NominalAt).Count(same => same.Count() > 1);
        return new FaultResult { Doubled = doubled }.Expect(jobs.Items.Count > 0, $"the schedule {id} has made no job");
    }

    private static async Task<IReadOnlyList<string>> ScheduleIdsAsync(IJobSchedulerClient client) =>
        [.. (await client.ListSchedulesAsync(500)).Items.Select(schedule => schedule.Id)];

    private static JobSubmission Job(TimeSpan delay) => JobSubmission.Create(WorkHandler.JobType, new Work(0)) with { Delay = delay };

    private static ScheduleSubmission EachSecond(string id) => new()
    {
        Id = id,
        Cron = "* * * * * *",
        Overlap = OverlapPolicy.Allow,
        Job = JobSubmission.Create(WorkHandler.JobType, new Work(0)),
    };
}
