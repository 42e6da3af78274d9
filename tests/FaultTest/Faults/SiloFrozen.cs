using System.Globalization;
using JobScheduler.FaultTest.Node;

namespace JobScheduler.FaultTest.Faults;

/// <summary>
/// The silo's process is frozen (SIGSTOP) with attempts running, jobs due meanwhile, a schedule each second and time-outs shorter than
/// the freeze: nothing is early, lost or doubled, and no attempt is timed out for time in which it could not run.
/// </summary>
internal sealed class SiloFrozen : IFault
{
    private const int Stop = 19;
    private const int Continue = 18;
    private const string Schedule = "tick";

    public string Name => "silo-frozen";

    public async Task<FaultResult> RunAsync(FaultOptions options, string folder)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(options.Silo))
            return FaultResult.Skip("it needs Linux and a built silo");
        var history = new NodeHistory();
        await using var silo = await SiloNode.StartAsync(options.Silo, folder);
        var client = new NodeClient(silo.Client, history, CancellationToken.None);
        await silo.Client.CreateScheduleAsync(new ScheduleSubmission { Id = Schedule, Cron = "* * * * * *", Overlap = OverlapPolicy.Allow, Misfire = MisfirePolicy.FireAll, Job = new JobSubmission { JobType = "echo" } });
        var freeze = TimeSpan.FromSeconds(options.FreezeSeconds);

        // The server that these call answers a second after the thaw: they have used a few seconds of their time-out by then.
        var longRun = (int)freeze.TotalMilliseconds + 2_000;
        var fair = await SubmitAsync(client, 8, _ => silo.Recorded(longRun) with { Timeout = freeze * 0.8, MaxAttempts = 1 });
        // These run out of time however it is counted.
        var unfair = await SubmitAsync(client, 4, _ => new JobSubmission { JobType = "sleep", Payload = RawJson.From(new { duration_ms = 3_600_000 }), Timeout = TimeSpan.FromSeconds(4), MaxAttempts = 1 });
        var due = await SubmitAsync(client, 40, i => silo.Recorded(10, i % 4 == 0 ? 1 : 0) with { Delay = TimeSpan.FromSeconds(1) + (freeze * (i / 40.0)), ConcurrencyKey = i % 5 == 0 ? "key" : null });
        // "running" is true before the handler has sent its request, and one sent after the thaw would take the whole time then.
        await Waiting.Until(() => fair.All(silo.HasEntered), "the long attempts have called their server");

        silo.Signal(Stop);
        await Waiting.Pause(freeze);
        silo.Signal(Continue);

        var thawed = TimeProvider.System.GetTimestamp();
        var ended = await Task.WhenAll(fair.Concat(unfair).Concat(due).Select(id => silo.Client.WaitAsync(id).Within("a job ends after the thaw")));
        var took = TimeProvider.System.GetElapsedTime(thawed);
        await silo.CompleteAsync(history);
        var result = await Settled.CheckAsync(silo.Client, history, 1, Schedule);
        var timedOut = ended.Count(job => fair.Contains(job.JobId) && job.State != JobState.Completed);
        return (result with { Note = string.Create(CultureInfo.InvariantCulture, $"frozen for {freeze.TotalSeconds:0} s, all done {took.TotalSeconds:0.0} s after the thaw") })
            .Expect(timedOut == 0, $"{timedOut} of {fair.Length} attempts were timed out for the time of the freeze")
            .Expect(ended.Where(job => unfair.Contains(job.JobId)).All(job => job.Error?.Code == "timed_out"), "an attempt that was over its time was not timed out");
    }

    private static async Task<string[]> SubmitAsync(NodeClient client, int count, Func<int, JobSubmission> job) =>
        [.. (await Task.WhenAll(Enumerable.Range(0, count).Select(i => client.SubmitAsync(job(i))))).Select(told => told.JobId!)];
}
