using System.Diagnostics;
using JobScheduler.Grains.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace JobScheduler.Tests.Handlers;

public sealed class HandlerLoggingTests
{
    [Fact]
    public async Task Invoke_LineOfTheHandler_CarriesWhoseItIs()
    {
        await using var rig = new HandlerRig(b => b.AddHandler("x", async (ILogger<HandlerLoggingTests> log) =>
        {
            await Task.Yield();
            log.LogInformation("at work");
        }));
        await rig.InvokeAsync("x");
        var line = Assert.Single(rig.Logs.Lines, l => l.Message == "at work");
        Assert.Equal("07c1-01kb3z5m8q4t7x", line.Properties["JobId"]);
        Assert.Equal("x", line.Properties["JobType"]);
        Assert.Equal(2, line.Properties["Attempt"]);
        Assert.Equal(1041L, line.Properties["FencingToken"]);
        Assert.Equal(3, line.Properties["Partition"]);
        Assert.Equal(HandlerRig.TraceId, line.Properties["TraceId"]);
    }

    [Fact]
    public async Task Invoke_LineAfterTheAttempt_CarriesNothing()
    {
        await using var rig = new HandlerRig(b => b.AddHandler("x", () => { }));
        await rig.InvokeAsync("x");
        rig.Services.GetRequiredService<ILogger<HandlerLoggingTests>>().LogInformation("later");
        Assert.DoesNotContain("JobId", rig.Logs.Lines.Single(l => l.Message == "later").Properties.Keys);
        Assert.Null(Activity.Current);
    }

    [Fact]
    public async Task Invoke_FailedAttempt_HandsTheExceptionOnAndLeavesTheLineToThePartition()
    {
        var thrown = new FormatException("bad day");
        await using var rig = new HandlerRig(b => b
            .AddHandler("throws", Task () => throw thrown)
            .AddHandler("not-again", Task () => throw thrown, o => o.DoNotRetry<FormatException>())
            .AddHandler("fails", () => JobOutcome.Fail("no", "never"))
            .AddHandler("number", (int number) => number));
        Assert.Same(thrown, (await rig.InvokeAsync("throws")).Exception);
        Assert.Same(thrown, (await rig.InvokeAsync("not-again")).Exception);
        Assert.Null((await rig.InvokeAsync("fails")).Exception);
        Assert.NotNull((await rig.InvokeAsync("number", "\"x\"")).Exception);
        Assert.DoesNotContain(rig.Logs.Lines, line => line.Level > LogLevel.Debug);
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "{\"ci…")]
    public async Task Invoke_DebugLines_SayStartAndEndAndThePayloadOnlyIfAskedFor(bool asked, string? payload)
    {
        await using var rig = new HandlerRig(b =>
        {
            b.AddHandler("x", (Dictionary<string, string> _) => "secret result");
            b.Services.Configure<JobSchedulerLogOptions>(o => (o.LogPayloads, o.LogPayloadBytes) = (asked, 4));
        });
        await rig.InvokeAsync("x", """{"city":"secret"}""");
        Assert.Equal(["attempt_started", "attempt_returned"], rig.Logs.Lines.Select(line => line.Event));
        Assert.Equal(payload, rig.Logs.Lines[0].Properties["payload"]);
        Assert.Equal(("completed", 1041L), (rig.Logs.Lines[1].Properties["Outcome"], rig.Logs.Lines[1].Properties["FencingToken"]));
        Assert.DoesNotContain(rig.Logs.Lines, line => line.Message.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Invoke_LoggingProviderThatThrows_DoesNotCostTheOutcome()
    {
        var services = new ServiceCollection();
        services.AddLogging(l => l.AddProvider(new Broken()));
        services.AddJobScheduler().AddHandler("x", () => JobOutcome.Fail("no", "never"));
        await using var provider = services.BuildServiceProvider();
        var result = await provider.GetRequiredService<IHandlerInvoker>()
            .InvokeAsync("x", null, HandlerRig.Attempt(), HandlerRig.Context("x"), default);
        Assert.Equal(HandlerResultKind.Fail, result.Kind);
    }

    private sealed class Broken : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => throw new NotSupportedException();

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
