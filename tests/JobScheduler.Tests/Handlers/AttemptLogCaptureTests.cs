using JobScheduler.Grains.Jobs;
using JobScheduler.Hosting.AttemptLogs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace JobScheduler.Tests.Handlers;

/// <summary>Which lines reach the attempt whose handler runs, and as what.</summary>
public sealed class AttemptLogCaptureTests
{
    private static readonly Action<ILogger, int, int, Exception?> Page =
        LoggerMessage.Define<int, int>(LogLevel.Information, default, "page {Page} of {Pages}");

    [Fact]
    public async Task Invoke_LinesOfTheHandler_ReachItsAttemptWithTimeLevelAndMessage()
    {
        var (log, before) = (new CapturedAttemptLog(), TimeProvider.System.GetUtcNow().AddMilliseconds(-1));
        await using var rig = new HandlerRig(b => b.AddHandler("x", async (ILogger<AttemptLogCaptureTests> logger) =>
        {
            Page(logger, 2, 5, null);
            await Task.Yield();
            await Task.WhenAll(Enumerable.Range(0, 3).Select(async i =>
            {
                await Task.Yield();
                Say(logger, $"part {i}", LogLevel.Warning);
            }));
            logger.LogError(new FormatException("bad day"), "gave up");
        }));

        await InvokeAsync(rig, "x", log);

        Assert.Equal((LogLineLevel.Information, "page 2 of 5"), (log.Lines[0].Level, log.Lines[0].Message));
        Assert.Equal(["part 0", "part 1", "part 2"], log.Lines.Skip(1).Take(3).Select(line => line.Message).Order(StringComparer.Ordinal));
        Assert.Equal((LogLineLevel.Error, "gave up\nSystem.FormatException: bad day"), (log.Lines[4].Level, log.Lines[4].Message));
        Assert.Equal(5, log.Lines.Count);
        Assert.All(log.Lines, line => Assert.InRange(line.At, before, TimeProvider.System.GetUtcNow()));
        Assert.All(log.Lines, line => Assert.Equal(0, line.At.UtcTicks % TimeSpan.TicksPerMillisecond));
    }

    [Fact]
    public async Task Invoke_LinesOfOthers_ReachNoAttempt()
    {
        var log = new CapturedAttemptLog();
        await using var rig = new HandlerRig(b => b.AddHandler("x", (ILoggerFactory loggers) =>
        {
            loggers.CreateLogger("JobScheduler.Grains.Partitions.PartitionGrain").LogWarning("the scheduler's own");
            loggers.CreateLogger("Orleans.Runtime.Silo").LogWarning("the engine's own");
            loggers.CreateLogger("Shop.Orders").LogDebug("ours");
        }));
        var outside = rig.Services.GetRequiredService<ILogger<AttemptLogCaptureTests>>();

        outside.LogWarning("before");
        await InvokeAsync(rig, "x", log);
        outside.LogWarning("after");

        Assert.Equal("ours", Assert.Single(log.Lines).Message);
    }

    [Fact]
    public async Task Invoke_TwoAttemptsAtOnce_HaveTheirOwnLines()
    {
        var (first, second, meet) = (new CapturedAttemptLog(), new CapturedAttemptLog(), new Barrier(2));
        await using var rig = new HandlerRig(b => b.AddHandler("x", (string name, ILogger<AttemptLogCaptureTests> logger) =>
        {
            Say(logger, $"{name} begins");
            Assert.True(meet.SignalAndWait(TimeSpan.FromSeconds(30)), "both are entered");
            Say(logger, $"{name} ends");
        }));

        await Task.WhenAll(
            Task.Factory.StartNew(() => InvokeAsync(rig, "x", first, "\"a\""), TaskCreationOptions.LongRunning).Unwrap(),
            Task.Factory.StartNew(() => InvokeAsync(rig, "x", second, "\"b\""), TaskCreationOptions.LongRunning).Unwrap());

        Assert.Equal(["a begins", "a ends"], first.Lines.Select(line => line.Message));
        Assert.Equal(["b begins", "b ends"], second.Lines.Select(line => line.Message));
    }

    [Fact]
    public async Task Invoke_TypeThatKeepsNoLogs_WritesNoLineAlsoInsideAnotherAttempt()
    {
        var (outer, inner) = (new CapturedAttemptLog(), new CapturedAttemptLog());
        HandlerRig? rig = null;
        await using var made = rig = new HandlerRig(b => b
            .AddHandler("quiet", (ILogger<AttemptLogCaptureTests> logger) => logger.LogInformation("secret"), o => o.KeepLogs = false)
            .AddHandler("loud", async (ILogger<AttemptLogCaptureTests> logger) =>
            {
                await InvokeAsync(rig!, "quiet", inner);
                logger.LogInformation("heard");
            }));

        await InvokeAsync(rig, "loud", outer);

        Assert.Empty(inner.Lines);
        Assert.Equal("heard", Assert.Single(outer.Lines).Message);
    }

    [Fact]
    public async Task Invoke_NothingIsKept_NoLoggerIsEnabledForIt()
    {
        var enabled = true;
        await using var rig = new HandlerRig(b => b.AddHandler("x", (IEnumerable<ILoggerProvider> providers) =>
            enabled = providers.OfType<AttemptLogProvider>().Single().CreateLogger("Shop").IsEnabled(LogLevel.Critical)));

        await InvokeAsync(rig, "x", new CapturedAttemptLog { LineBytes = 0 });

        Assert.False(enabled);
    }

    [Fact]
    public async Task Invoke_LongAndOddLines_AreCutAndPrinted()
    {
        var log = new CapturedAttemptLog { LineBytes = 100 };
        await using var rig = new HandlerRig(b => b.AddHandler("x", (IEnumerable<ILoggerProvider> providers) =>
        {
            var logger = providers.OfType<AttemptLogProvider>().Single().CreateLogger("Shop"); // not those that these lines break
            Say(logger, new string('東', 1_000));
            logger.LogInformation("\ud800");
            logger.Log(LogLevel.Error, default, 0, new Unprintable(), static (_, _) => "");
            logger.Log(LogLevel.None, "nothing");
            logger.Log(LogLevel.Critical, default, 0, null, static (_, _) => throw new FormatException());
        }));

        await InvokeAsync(rig, "x", log);

        Assert.Equal(4, log.Lines.Count);
        Assert.Equal(new string('東', 32) + "…", log.Lines[0].Message);
        Assert.Equal("\ufffd", log.Lines[1].Message);
        Assert.StartsWith("System.InvalidOperationException: ", log.Lines[2].Message, StringComparison.Ordinal);
        Assert.EndsWith("…", log.Lines[2].Message, StringComparison.Ordinal);
        Assert.Equal("(cannot be printed: FormatException)", log.Lines[3].Message);
    }

    [Fact]
    public async Task Invoke_ExceptionWithALongTrace_ShowsItsFirstLines()
    {
        var log = new CapturedAttemptLog();
        await using var rig = new HandlerRig(b => b.AddHandler("x", (ILogger<AttemptLogCaptureTests> logger) =>
        {
            try
            {
                Dig(20);
            }
            catch (FormatException e)
            {
                logger.LogError(e, "caught");
            }
        }));

        await InvokeAsync(rig, "x", log);

        var lines = Assert.Single(log.Lines).Message.Split('\n');
        Assert.Equal(("caught", "System.FormatException: deep", 6), (lines[0], lines[1], lines.Length));
    }

    private static void Say(ILogger logger, string text, LogLevel level = LogLevel.Information) =>
        logger.Log(level, default, text, null, static (state, _) => state);

    private static void Dig(int depth)
    {
        if (depth == 0)
            throw new FormatException("deep");
        Dig(depth - 1);
    }

    private static Task<HandlerResult> InvokeAsync(HandlerRig rig, string jobType, IAttemptLog log, string? payload = null) =>
        rig.InvokeAsync(jobType, payload, HandlerRig.Attempt() with { Log = log }, HandlerRig.Context(jobType));

    private sealed class Unprintable : Exception
    {
        public override string Message => throw new InvalidOperationException();
    }
}
