using System.Globalization;

namespace JobScheduler.ClusterTest.Chaos;

/// <summary>Jobs through the gateway, enough to meet nearly every partition.</summary>
internal sealed class Probe(IJobSchedulerClient client, int partitions, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private int _number;

    /// <summary>Whether all of them ended in time.</summary>
    public async Task<bool> IsServedAsync()
    {
        using var enough = new CancellationTokenSource(Patience, time);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, 2 * partitions).Select(_ => OneAsync(enough.Token)));
            return true;
        }
        catch (Exception e) when (e is OperationCanceledException or JobSchedulerException)
        {
            Console.WriteLine($"  a probe was not served: {e.Message}");
            return false;
        }
    }

    private async Task OneAsync(CancellationToken enough)
    {
        var submission = new JobSubmission { JobType = "echo", Payload = RawJson.From("probe"), IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"probe-{Interlocked.Increment(ref _number)}") };
        var job = (await client.SubmitAsync(submission, enough)).Job;
        await client.WaitAsync(job.JobId, enough);
    }
}
