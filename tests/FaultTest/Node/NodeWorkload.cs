using System.Globalization;

namespace JobScheduler.FaultTest.Node;

/// <summary>Jobs of all kinds, the same for the same seed.</summary>
internal sealed class NodeWorkload(Random random, string name = "")
{
    private const int Callers = 6;
    private int _number;

    /// <summary>Several callers submit, each one after the other, until they have submitted so many or the machine is off.</summary>
    public async Task RunAsync(NodeClient client, int jobs, CancellationToken off)
    {
        var steps = Enumerable.Range(0, jobs).Select(_ => Next()).Chunk((jobs / Callers) + 1).ToList();
        await Task.WhenAll(steps.Select(some => CallAsync(client, some, off)));
    }

    private static async Task CallAsync(NodeClient client, IEnumerable<(JobSubmission Submission, bool Twice, bool Cancel)> steps, CancellationToken off)
    {
        foreach (var (submission, twice, cancel) in steps.TakeWhile(_ => !off.IsCancellationRequested))
        {
            var told = await Task.WhenAll(Enumerable.Range(0, twice ? 2 : 1).Select(_ => client.SubmitAsync(submission)));
            if (cancel && told[0].JobId is { } jobId)
                await client.CancelAsync(jobId);
        }
    }

    private (JobSubmission Submission, bool Twice, bool Cancel) Next()
    {
        var number = ++_number;
        return random.Next(100) switch
        {
            < 25 => (Job(random.Next(0, 6)), false, false),
            < 40 => (Job(0) with { Delay = TimeSpan.FromMilliseconds(random.Next(10, 400)) }, false, false),
            < 55 => (Job(random.Next(0, 4)) with { ConcurrencyKey = Text("key", random.Next(4)) }, false, false),
            < 65 => (Job(0, failures: random.Next(1, 3)), false, false),
            < 80 => (Job(0) with { IdempotencyKey = Text("once", number) }, true, false),
            < 85 => (Job(0) with { IdempotencyKey = Text("once", number), ConcurrencyKey = Text("key", random.Next(4)) }, true, false),
            < 92 => (Job(0) with { Delay = TimeSpan.FromMilliseconds(random.Next(50, 400)) }, false, true),
            < 96 => (Job(0, ballast: random.Next(5_000, 40_000)), false, false),
            _ => (Job(0) with { Priority = random.Next(-10, 10) }, false, false),
        };
    }

    private static JobSubmission Job(int milliseconds, int failures = 0, int ballast = 0) => JobSubmission.Create(
        WorkHandler.JobType, new Work(milliseconds, failures, ballast > 0 ? new string('x', ballast) : null)) with
    {
        MaxAttempts = 20,
        Retry = RetryPolicy.Fixed(TimeSpan.FromMilliseconds(30)),
    };

    private string Text(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}{name}-{number}");
}
