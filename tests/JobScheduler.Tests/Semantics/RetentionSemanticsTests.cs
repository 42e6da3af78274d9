using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Semantics;

/// <summary>Jobs whose time is over, as a caller sees it.</summary>
public sealed class RetentionSemanticsTests
{
    [Fact]
    public async Task Host_CompletedAtOnce_RemovesTheJobAndFreesItsKey()
    {
        await using var host = await SemanticsHost.StartAsync(
            scheduler => scheduler.Services.Configure<JobSchedulerRetentionOptions>(o => o.Completed = TimeSpan.Zero));
        var first = await host.Client.SubmitAsync(new JobSubmission { JobType = "echo", IdempotencyKey = "k" });
        await SemanticsHost.Within(host.Log.WaitAsync("their retention is over"), "the job is removed");
        Assert.Null(await host.Client.GetAsync(first.Job.JobId));
        Assert.Equal(0, (await host.Client.GetStatsAsync()).ByState.Completed);
        Assert.True((await host.Client.SubmitAsync(new JobSubmission { JobType = "echo", IdempotencyKey = "k" })).Created);
    }
}
