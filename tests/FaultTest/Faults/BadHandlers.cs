using System.Globalization;
using JobScheduler.FaultTest.Node;

namespace JobScheduler.FaultTest.Faults;

/// <summary>
/// Handlers that block their threads, ignore their tokens, never return, allocate a lot, throw odd things and use their context after
/// their end, all at once: other jobs and the API stay quick, and the log names the culprits.
/// </summary>
internal sealed class BadHandlers : IFault
{
    private const int Blocking = 64;
    private const double MostMs = 1_000;
    private readonly ManualResetEventSlim _free = new(false);
    private readonly TaskCompletionSource _never = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => "bad-handlers";

    /// <summary>False: ends before anybody is named, which takes 10 s.</summary>
    public bool WaitsForNames { get; init; } = true;

    public async Task<FaultResult> RunAsync(FaultOptions options, string folder)
    {
        await using var node = await FaultNode.StartAsync(
            folder, null, Register, options: settings => (settings.Slots, settings.AbandonAfter, settings.DrainTimeout) = (Blocking + 40, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1)));
        using var probe = new Probe(node.Address);
        await probe.RunAsync(10); // what is compiled and opened first
        var calm = await probe.RunAsync(20);
        var blocked = await SubmitAsync(node, "block", Blocking, job => job);
        await Waiting.Until(async () => await RunningAsync(node, "block") == Blocking, "all blocking handlers are entered");
        var during = await probe.RunAsync(20);
        var (jobs, result) = await MisbehaveAsync(node);
        var all = await probe.RunAsync(20);
        if (WaitsForNames)
            result = result.And(await NamesAsync(node, blocked));
        _free.Set();
        _never.TrySetResult();
        var accepted = blocked.Concat(jobs).ToArray();
        var ended = await Task.WhenAll(accepted.Select(id => node.Client.WaitAsync(id).Within($"{id} ends")));
        var after = await probe.RunAsync(10);
        return (result with
        {
            Injected = accepted.Length,
            Accepted = accepted.Length,
            Completed = ended.Count(job => job.State == JobState.Completed),
            Note = string.Create(
                CultureInfo.InvariantCulture,
                $"submit to end over HTTP, median and worst ms: calm {Text(calm)}, {Blocking} blocked threads {Text(during)}, with all others {Text(all)}, after {Text(after)}"),
        })
            .Expect(during[^1] < MostMs, $"while threads were blocked a job took {during[^1]:0} ms")
            .Expect(all[^1] < MostMs, $"while all misbehaved a job took {all[^1]:0} ms")
            .Expect(blocked.All(id => ended.Single(job => job.JobId == id).State == JobState.Completed), "a job that blocked has not completed");
    }

    private static string Text(double[] times) => string.Create(CultureInfo.InvariantCulture, $"{times[times.Length / 2]:0} and {times[^1]:0}");

    private void Register(IJobSchedulerBuilder scheduler) => scheduler
        .AddHandler("block", void () => _free.Wait())
        .AddHandler("deaf", async () => await _never.Task)
        .AddHandler("deaf-thread", void () => _free.Wait())
        .AddHandler("hungry", static () =>
        {
            var all = new List<byte[]>();
            for (var i = 0; i < 200; i++)
                all.Add(GC.AllocateUninitializedArray<byte>(1_000_000));
            return all.Count;
        })
        .AddHandler("odd", void (int which) => throw OddExceptions.All[which]())
        .AddHandler("late", (JobContext job) =>
        {
            job.ReportProgress(10, "in time");
            _ = LateAsync(job);
            return "done";
        });

    private async Task LateAsync(JobContext job)
    {
        await _never.Task;
        for (var i = 0; i < 100; i++)
            job.ReportProgress(99, "too late");
    }

    /// <summary>Everything but blocking; returns what was accepted.</summary>
    private static async Task<(IReadOnlyList<string> Jobs, FaultResult Result)> MisbehaveAsync(FaultNode node)
    {
        var result = new FaultResult();
        var deaf = await SubmitAsync(node, "deaf", 4, job => job with { Timeout = TimeSpan.FromMilliseconds(100), MaxAttempts = 1 });
        var deafThreads = await SubmitAsync(node, "deaf-thread", 4, job => job with { Timeout = TimeSpan.FromMilliseconds(100), MaxAttempts = 1 });
        var hungry = await SubmitAsync(node, "hungry", 4, job => job);
        var late = await SubmitAsync(node, "late", 4, job => job);
        var odd = new List<string>();
        for (var which = 0; which < OddExceptions.All.Count; which++)
            odd.AddRange(await SubmitAsync(node, "odd", 1, job => job with { Payload = RawJson.From(which), MaxAttempts = 2, Retry = RetryPolicy.Fixed(TimeSpan.FromMilliseconds(10)) }));

        foreach (var id in deaf.Concat(deafThreads))
        {
            var job = await node.Client.WaitAsync(id).Within("a handler that ignores its token is given up");
            result = result.Expect(job is { State: JobState.Failed, Error.Code: "timed_out" }, $"{job.JobType} is {job.State}, {job.Error?.Code}");
        }

        foreach (var id in odd)
        {
            var job = await node.Client.WaitAsync(id).Within("an odd exception fails its job");
            result = result.Expect(job is { State: JobState.Failed, AttemptsUsed: 2, Error: not null }, $"odd {job.Payload} is {job.State} after {job.AttemptsUsed} attempts");
        }

        foreach (var id in hungry.Concat(late))
        {
            var job = await node.Client.WaitAsync(id).Within("a hungry or late handler completes");
            result = result.Expect(job.State == JobState.Completed, $"{job.JobType} is {job.State}, {job.Error?.Message}");
        }

        return ([.. deaf, .. deafThreads, .. hungry, .. late, .. odd], result);
    }

    private static async Task<FaultResult> NamesAsync(FaultNode node, string[] blocked)
    {
        await Waiting.Until(() => Says("cancellation token", "(deaf)") && Says("cancellation token", "(deaf-thread)") && blocked.All(id => Says("held its thread", id)), "the log names who is stuck");
        return new FaultResult();

        bool Says(string what, string whom) => node.Log.Lines.Any(line => line.Contains(what, StringComparison.Ordinal) && line.Contains(whom, StringComparison.Ordinal));
    }

    private static async Task<string[]> SubmitAsync(FaultNode node, string type, int count, Func<JobSubmission, JobSubmission> change)
    {
        var submits = Enumerable.Range(0, count).Select(_ => node.Client.SubmitAsync(change(new JobSubmission { JobType = type })));
        return [.. (await Task.WhenAll(submits).Within($"{type} is accepted")).Select(result => result.Job.JobId)];
    }

    private static async Task<int> RunningAsync(FaultNode node, string type)
    {
        var page = await node.Client.ListAsync(new JobQuery { Filter = new JobFilter { States = [JobState.Running] }, Limit = 500 });
        return page.Items.Count(job => job.JobType == type);
    }
}
