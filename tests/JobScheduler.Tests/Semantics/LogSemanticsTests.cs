using JobScheduler.Stores.Memory;
using JobScheduler.Tests.Handlers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using static JobScheduler.Tests.Semantics.SemanticsHost;

namespace JobScheduler.Tests.Semantics;

/// <summary>What an application finds in its log about attempts that failed.</summary>
public sealed class LogSemanticsTests
{
    [Theory]
    [InlineData("throws", "System.FormatException")]
    [InlineData("large", "result_too_large")]
    [InlineData("number", "payload_invalid")]
    public async Task LastAttempt_EndedByTheHandlerOrItsBounds_IsOneWarningAndOneError(string jobType, string code)
    {
        var (logs, thrown, store) = (new CapturedLogs(), new FormatException("a bad day"), new InMemoryStore());
        string id;
        await using (var before = await StartAsync(store: store)) // where nobody knows the type, so nobody checks its payload
            id = await before.SubmitAsync(new JobSubmission { JobType = jobType, MaxAttempts = 1, Payload = RawJson.Parse("""{"number":3000000000}""") });
        await using var host = await StartAsync(
            scheduler =>
            {
                scheduler.Services.AddLogging(logging => logging.AddProvider(logs));
                scheduler.AddHandler("throws", string () => throw thrown);
                scheduler.AddHandler("large", () => new string('x', 2_000));
                scheduler.AddHandler("number", (Holder holder) => holder.Number);
            },
            options => options.MaxResultBytes = 1_000,
            store);
        Assert.Equal((JobState.Failed, code), Of(await host.WaitAsync(id)));
        await Assert.ThrowsAsync<JobStateConflictException>(() => host.Client.CancelAsync(id)); // answered after the lines are written
        var lines = logs.Lines.Where(line => line.Level >= LogLevel.Warning && line.Category.StartsWith("JobScheduler", StringComparison.Ordinal)).ToArray();
        Assert.Equal([LogLevel.Warning, LogLevel.Error], lines.Select(line => line.Level));
        Assert.All(lines, line => Assert.Equal((id, jobType, 1), (line.Properties["JobId"], line.Properties["JobType"], line.Properties["Attempt"])));
        Assert.All(lines, line => Assert.Equal(code, line.Properties["ErrorCode"]));
        if (jobType == "throws")
            Assert.Same(thrown, lines[0].Exception);
        Assert.Equal(jobType == "large", lines[0].Exception is null);

        static (JobState, string) Of(JobSnapshot job) => (job.State, job.Error!.Code);
    }

    public sealed record Holder(int Number);
}
