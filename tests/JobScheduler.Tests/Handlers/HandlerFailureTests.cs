using JobScheduler.Grains.Jobs;
using Xunit;

namespace JobScheduler.Tests.Handlers;

public sealed class HandlerFailureTests
{
    [Fact]
    public async Task Invoke_Exception_IsRetriedWithItsTypeMessageAndTrace()
    {
        await using var rig = Throwing(() => new FormatException("bad day"));
        var result = await rig.InvokeAsync("x");
        Assert.Equal(HandlerResultKind.Retry, result.Kind);
        Assert.Equal(("System.FormatException", "bad day"), (result.Error!.Code, result.Error.Message));
        Assert.Contains(nameof(HandlerFailureTests), result.Error.Detail, StringComparison.Ordinal);
        Assert.Null(result.After);
    }

    [Fact]
    public async Task Invoke_ExceptionNotToRetry_FailsAlsoWhenDerivedOrAggregated()
    {
        static void DoNot(JobHandlerOptions o) => o.DoNotRetry<ArgumentException>();
        await using var rig = Throwing(() => new ArgumentNullException("p"), DoNot);
        Assert.Equal((HandlerResultKind.Fail, "System.ArgumentNullException"), Short(await rig.InvokeAsync("x")));
        await using var nested = Throwing(() => new AggregateException(new IOException(), new AggregateException(new ArgumentException())), DoNot);
        Assert.Equal(HandlerResultKind.Fail, (await nested.InvokeAsync("x")).Kind);
        await using var other = Throwing(() => new IOException("disk", new ArgumentException()), DoNot);
        Assert.Equal(HandlerResultKind.Retry, (await other.InvokeAsync("x")).Kind);
    }

    [Fact]
    public async Task Invoke_CancellationAfterTheTokenFired_IsStopped()
    {
        using var source = new CancellationTokenSource();
        await using var rig = new HandlerRig(b => b
            .AddHandler("a", async (JobContext c, CancellationToken ct) => { await source.CancelAsync(); ct.ThrowIfCancellationRequested(); })
            .AddHandler("b", void (JobContext c) => throw new AggregateException(new TaskCanceledException())));
        Assert.Equal(HandlerResultKind.Stopped, (await rig.InvokeAsync("a", null, source.Token)).Kind);
        Assert.Equal(HandlerResultKind.Stopped, (await rig.InvokeAsync("b", null, source.Token)).Kind);
    }

    [Fact]
    public async Task Invoke_CancellationOfItsOwn_IsAFailedAttempt()
    {
        await using var rig = Throwing(() => new TaskCanceledException("the database was slow"));
        Assert.Equal((HandlerResultKind.Retry, "System.Threading.Tasks.TaskCanceledException"), Short(await rig.InvokeAsync("x")));
    }

    [Fact]
    public async Task Invoke_CompletedAfterTheTokenFired_StaysCompleted()
    {
        using var source = new CancellationTokenSource();
        await using var rig = new HandlerRig(b => b.AddHandler("x", async () => { await source.CancelAsync(); return 7; }));
        Assert.Equal(HandlerResultKind.Completed, (await rig.InvokeAsync("x", null, source.Token)).Kind);
    }

    [Fact]
    public async Task Invoke_ExceptionWhoseMembersThrow_IsStillAnOrdinaryFailure()
    {
        await using var rig = Throwing(() => new Nasty());
        var result = await rig.InvokeAsync("x");
        Assert.Equal((HandlerResultKind.Retry, typeof(Nasty).FullName), (result.Kind, result.Error!.Code));
        Assert.Contains("cannot be printed", result.Error.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be printed", result.Exception!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_HugeException_IsCutTo16KiB()
    {
        await using var rig = Throwing(() => new FormatException(new string('ä', 100_000) + "\ud800"));
        var error = (await rig.InvokeAsync("x")).Error!;
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(error.Detail!), 16_000, 16 * 1024);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(error.Message), 4_000, 4 * 1024);
        Assert.EndsWith("…", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_Retry_CarriesDelayAndReasonInBounds()
    {
        await using var rig = new HandlerRig(b => b
            .AddHandler("a", () => JobOutcome.Retry(TimeSpan.FromDays(30), "busy"))
            .AddHandler("b", () => JobOutcome.Retry(TimeSpan.FromSeconds(-1)))
            .AddHandler("c", () => JobOutcome.Retry()));
        var long_ = await rig.InvokeAsync("a");
        Assert.Equal((HandlerResultKind.Retry, "retry", "busy", TimeSpan.FromHours(24)), (long_.Kind, long_.Error!.Code, long_.Error.Message, long_.After));
        Assert.Equal(TimeSpan.Zero, (await rig.InvokeAsync("b")).After);
        Assert.Null((await rig.InvokeAsync("c")).After);
    }

    [Fact]
    public async Task Invoke_Snooze_CarriesItsTimeInRange()
    {
        var until = new DateTimeOffset(2031, 5, 6, 7, 8, 9, TimeSpan.Zero);
        await using var rig = new HandlerRig(b => b
            .AddHandler("a", () => JobOutcome.Snooze(until)).AddHandler("b", () => JobOutcome.Snooze(DateTimeOffset.MaxValue)));
        Assert.Equal((HandlerResultKind.Snooze, until), ((await rig.InvokeAsync("a")).Kind, (await rig.InvokeAsync("a")).Until));
        Assert.Equal(2199, (await rig.InvokeAsync("b")).Until!.Value.Year);
    }

    [Theory]
    [InlineData("card_declined", "card_declined")]
    [InlineData("", "failed")]
    [InlineData("  ", "failed")]
    [InlineData(null, "failed")]
    [InlineData("a\nb", "a_b")]
    public async Task Invoke_Fail_HasAUsableCode(string? code, string expected)
    {
        await using var rig = new HandlerRig(b => b.AddHandler("a", () => JobOutcome.Fail(code!, null!)));
        var result = await rig.InvokeAsync("a");
        Assert.Equal((HandlerResultKind.Fail, expected, ""), (result.Kind, result.Error!.Code, result.Error.Message));
    }

    [Fact]
    public async Task Invoke_FailWithALongCode_IsCutTo128()
    {
        await using var rig = new HandlerRig(b => b.AddHandler("a", () => JobOutcome.Fail(new string('x', 500), "m")));
        Assert.Equal(128, (await rig.InvokeAsync("a")).Error!.Code.Length);
    }

    [Fact]
    public async Task Invoke_ResultOverTheLimit_FailsAndOneAtTheLimitCompletes()
    {
        await using var rig = new HandlerRig(
            b => b.AddHandler("a", (int n) => new string('x', n)).AddHandler("r", (int n) => RawJson.From(new string('x', n))),
            o => o.MaxResultBytes = 100);
        foreach (var type in new[] { "a", "r" })
        {
            Assert.Equal(100, (await rig.InvokeAsync(type, "98")).Result!.Length);
            Assert.Equal((HandlerResultKind.Fail, "result_too_large"), Short(await rig.InvokeAsync(type, "99")));
        }
    }

    [Fact]
    public async Task Invoke_ResultThatCannotBeWritten_FailsInsteadOfDoingTheWorkAgain()
    {
        await using var rig = new HandlerRig(b => b.AddHandler("a", () => new Loop()));
        Assert.Equal((HandlerResultKind.Fail, "result_invalid"), Short(await rig.InvokeAsync("a")));
    }

    private static (HandlerResultKind, string) Short(HandlerResult result) => (result.Kind, result.Error!.Code);

    private static HandlerRig Throwing(Func<Exception> exception, Action<JobHandlerOptions>? options = null) =>
        new(b => b.AddHandler("x", async () => { await Task.Yield(); throw exception(); }, options));

    private sealed class Nasty : Exception
    {
        public override string Message => throw new NotSupportedException();

        public override string ToString() => throw new NotSupportedException();
    }

    private sealed class Loop
    {
        public Loop Self => this;
    }
}
