using JobScheduler.FaultTest.Node;
using JobScheduler.FaultTest.Vfs;
using JobScheduler.Tests.History;

namespace JobScheduler.FaultTest.Faults;

/// <summary>
/// The disk is full for a while, again and again: submits are refused as storage-full, reads go on, attempts that end meanwhile keep
/// their outcome, and the node recovers by itself.
/// </summary>
internal sealed class DiskFull : IFault
{
    public string Name => "disk-full";

    /// <summary>How often it is full.</summary>
    public int Rounds { get; init; } = 5;

    public async Task<FaultResult> RunAsync(FaultOptions options, string folder)
    {
        var history = new NodeHistory();
        using var disk = new FaultDisk(folder);
        var full = false;
        disk.Rule = call => call.Kind == DiskOperation.Write && Volatile.Read(ref full) ? DiskFault.Full : DiskFault.None;
        await using var node = await FaultNode.StartAsync(folder, disk.Hooks, WorkHandler.For(new NodeLife(history, TimeProvider.System)));
        var client = new NodeClient(node.Client, history, CancellationToken.None);
        var random = new Random(options.Seed);
        var told = new FaultResult();
        for (var round = 0; round < Rounds; round++)
        {
            await new NodeWorkload(random, $"-{round}").RunAsync(client, 30, CancellationToken.None);
            var running = await RunningAsync(client);
            Volatile.Write(ref full, true);
            told = told.And(await WhileFullAsync(node, client, running));
            Volatile.Write(ref full, false);
            await Waiting.Until(() => node.Health.GetReadiness().IsReady, "it is ready again");
            foreach (var id in running)
            {
                var job = await node.Client.WaitAsync(id).Within("a job whose outcome was queued ends");
                told = told.Expect(job is { State: JobState.Completed, Attempt: 1 }, $"{id} is {job.State} after {job.Attempt} attempts, its outcome was not kept");
            }
        }

        var result = await Settled.CheckAsync(node.Client, history, disk.Injected);
        return result with { Problems = [.. result.Problems, .. told.Problems], Note = $"{client.RefusedAsFull} submits were refused as storage-full in {Rounds} rounds" };
    }

    private static async Task<string[]> RunningAsync(NodeClient client)
    {
        var told = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.SubmitAsync(JobSubmission.Create(WorkHandler.JobType, new Work(150)))));
        return [.. told.Select(each => each.JobId!)];
    }

    private static async Task<FaultResult> WhileFullAsync(FaultNode node, NodeClient client, string[] running)
    {
        var before = client.RefusedAsFull;
        var refused = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.SubmitAsync(JobSubmission.Create(WorkHandler.JobType, new Work(0)))));
        var readiness = node.Health.GetReadiness();
        using var http = new HttpClient { BaseAddress = node.Address };
        using var body = new StringContent("""{"job_type":"echo"}""", null, "application/json");
        using var answer = await http.PostAsync(new Uri("v1/jobs", UriKind.Relative), body);
        var text = await answer.Content.ReadAsStringAsync();
        var read = await node.Client.GetAsync(running[0]).Within("a read while the disk is full");
        await Waiting.Pause(TimeSpan.FromMilliseconds(300)); // the running ones end now
        return new FaultResult()
            .Expect(refused.All(told => told.Answer == SubmitAnswer.Refused) && client.RefusedAsFull == before + 10, $"submits were answered {string.Join(", ", refused.Select(told => told.Answer))}")
            .Expect(!readiness.IsReady && readiness.Store.Contains("full", StringComparison.Ordinal), $"/readyz says {readiness.Status}, store {readiness.Store}")
            .Expect((int)answer.StatusCode == 503 && text.Contains("storage-full", StringComparison.Ordinal) && answer.Headers.RetryAfter is not null, $"over HTTP: {(int)answer.StatusCode} {text}")
            .Expect(read is not null, "a job cannot be read");
    }
}
