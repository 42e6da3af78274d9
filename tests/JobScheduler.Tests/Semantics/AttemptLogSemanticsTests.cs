using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using static JobScheduler.Tests.Semantics.SemanticsHost;

namespace JobScheduler.Tests.Semantics;

/// <summary>What an operator finds of what a handler logged.</summary>
public sealed class AttemptLogSemanticsTests
{
    [Fact]
    public async Task Log_OfEachAttempt_IsThereOnceItHasEnded()
    {
        var gate = new Gate();
        await using var host = await StartAsync(scheduler => scheduler.AddHandler("x", async (JobContext context, ILogger<Gate> log) =>
        {
            Say(log, $"attempt {context.Attempt} begins");
            await gate.PassAsync($"{context.Attempt}", CancellationToken.None);
            if (context.Attempt == 1)
                throw new FormatException("a bad day");
            log.LogWarning("done at last");
        }));
        var id = await host.SubmitAsync(new JobSubmission { JobType = "x", Retry = RetryPolicy.Fixed(TimeSpan.Zero) });
        await gate.EnteredAsync("1");
        Assert.Empty((await host.Client.GetAttemptLogAsync(id, 1))!.Lines);
        gate.Open("1");
        gate.Open("2");
        await host.WaitAsync(id);

        Assert.Equal([(LogLineLevel.Information, "attempt 1 begins")], await LinesAsync(host, id, 1));
        Assert.Equal([(LogLineLevel.Information, "attempt 2 begins"), (LogLineLevel.Warning, "done at last")], await LinesAsync(host, id, 2));
        Assert.Null(await host.Client.GetAttemptLogAsync(id, 3));
        Assert.Null(await host.Client.GetAttemptLogAsync(id, 0));
        Assert.Null(await host.Client.GetAttemptLogAsync("nothing", 1));
    }

    [Fact]
    public async Task Log_LongerThanItsBounds_IsItsEnd()
    {
        await using var host = await StartAsync(scheduler =>
        {
            scheduler.Services.Configure<JobSchedulerAttemptLogOptions>(o => (o.MaxLines, o.MaxBytes) = (3, 1_024));
            scheduler.AddHandler("lines", (ILogger<Gate> log) =>
            {
                for (var i = 0; i < 100; i++)
                    Say(log, $"{i}");
            });
            scheduler.AddHandler("bytes", (ILogger<Gate> log) =>
            {
                log.LogInformation("first");
                Say(log, new string('x', 10_000));
            });
        });
        var (lines, bytes) = (await host.SubmitAsync(new JobSubmission { JobType = "lines" }), await host.SubmitAsync(new JobSubmission { JobType = "bytes" }));
        await host.WaitAsync(lines);
        await host.WaitAsync(bytes);

        Assert.Equal(["97", "98", "99"], (await LinesAsync(host, lines, 1)).Select(line => line.Message));
        Assert.True((await host.Client.GetAttemptLogAsync(lines, 1))!.Truncated);
        Assert.Equal(new string('x', 1_021) + "…", Assert.Single(await LinesAsync(host, bytes, 1)).Message);
    }

    [Fact]
    public async Task Log_OfAnAttemptThatIsGivenUp_IsWhatItHadLoggedByThen()
    {
        var gate = new Gate();
        await using var host = await StartAsync(
            scheduler => scheduler.AddHandler("deaf", async (ILogger<Gate> log) =>
            {
                log.LogInformation("before");
                await gate.PassAsync("deaf", CancellationToken.None);
                log.LogInformation("after");
            }),
            options => options.AbandonAfter = TimeSpan.Zero);
        var id = await host.SubmitAsync(new JobSubmission { JobType = "deaf", Timeout = TimeSpan.FromMilliseconds(50), MaxAttempts = 1 });
        Assert.Equal("timed_out", (await host.WaitAsync(id)).Error!.Code);
        gate.Open("deaf");

        Assert.Equal([(LogLineLevel.Information, "before")], await LinesAsync(host, id, 1));
    }

    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, 0)]
    public async Task Log_NotToBeKept_HasNoLines(bool keeps, int lines)
    {
        await using var host = await StartAsync(scheduler =>
        {
            scheduler.Services.Configure<JobSchedulerAttemptLogOptions>(o => o.MaxLines = lines);
            scheduler.AddHandler("x", (ILogger<Gate> log) => log.LogInformation("secret"), o => o.KeepLogs = keeps);
        });
        var id = await host.SubmitAsync(new JobSubmission { JobType = "x" });
        await host.WaitAsync(id);

        Assert.Empty(await LinesAsync(host, id, 1));
        await host.Log.WaitAsync("secret");
    }

    [Fact]
    public async Task Log_OfAJobMadeByAHandler_IsItsOwn()
    {
        await using var host = await StartAsync(scheduler =>
        {
            scheduler.AddHandler("parent", async (IJobSchedulerClient client, ILogger<Gate> log) =>
            {
                log.LogInformation("parent");
                var child = (await client.SubmitAsync(new JobSubmission { JobType = "child" })).Job.JobId;
                await client.WaitAsync(child);
                return child;
            });
            scheduler.AddHandler("child", (ILogger<Gate> log) => log.LogInformation("child"));
        });
        var parent = await host.WaitAsync(await host.SubmitAsync(new JobSubmission { JobType = "parent" }));

        Assert.Equal([(LogLineLevel.Information, "parent")], await LinesAsync(host, parent.JobId, 1));
        Assert.Equal([(LogLineLevel.Information, "child")], await LinesAsync(host, parent.Result!.ToString().Trim('"'), 1));
    }

    private static void Say(ILogger log, string text) => log.Log(LogLevel.Information, default, text, null, static (state, _) => state);

    private static async Task<IEnumerable<(LogLineLevel Level, string Message)>> LinesAsync(SemanticsHost host, string id, int attempt) =>
        (await host.Client.GetAttemptLogAsync(id, attempt))!.Lines.Select(line => (line.Level, line.Message));
}
