using JobScheduler.Grains.Jobs;
using JobScheduler.Tests.Simulation;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Handlers;

public sealed class EchoAndSleepTests
{
    [Theory]
    [InlineData("""{"b":1.50,"a":1E+2,  "u":"\u00e4"}""")]
    [InlineData("[]")]
    [InlineData("0")]
    public async Task Echo_AnyPayload_ComesBackTokenForToken(string payload)
    {
        await using var rig = new HandlerRig();
        Assert.Equal(payload, (await rig.InvokeAsync("echo", payload)).Result!.ToString());
    }

    [Theory]
    [InlineData("null")]
    [InlineData(null)]
    public async Task Echo_Null_CompletesWithoutResult(string? payload)
    {
        await using var rig = new HandlerRig();
        var result = await rig.InvokeAsync("echo", payload);
        Assert.Equal((HandlerResultKind.Completed, null), (result.Kind, result.Result));
    }

    [Fact]
    public async Task Sleep_Duration_EndsAtItsTimeAndReportsProgress()
    {
        var time = new VirtualTimeProvider();
        var reports = new List<double>();
        await using var rig = Rig(time);
        var call = rig.InvokeAsync("sleep", """{"duration_ms":2500}""", HandlerRig.Attempt(), HandlerRig.Context("sleep", (p, _) => reports.Add(p)));
        time.Advance(TimeSpan.FromMilliseconds(2499));
        Assert.False(call.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(HandlerResultKind.Completed, (await call).Kind);
        Assert.Equal([0, 40, 80], reports);
    }

    [Fact]
    public async Task Sleep_Cancelled_StopsAtOnce()
    {
        using var source = new CancellationTokenSource();
        await using var rig = Rig(new VirtualTimeProvider());
        var call = rig.InvokeAsync("sleep", """{"duration_ms":604800000}""", source.Token);
        Assert.False(call.IsCompleted);
        await source.CancelAsync();
        Assert.Equal(HandlerResultKind.Stopped, (await call).Kind);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"duration_ms":"5"}""")]
    [InlineData(null)]
    public async Task Sleep_PayloadThatIsNone_Fails(string? payload)
    {
        await using var rig = new HandlerRig();
        Assert.Equal("payload_invalid", (await rig.InvokeAsync("sleep", payload)).Error!.Code);
    }

    private static HandlerRig Rig(TimeProvider time) =>
        new(b => b.Services.AddKeyedSingleton(JobSchedulerServiceCollectionExtensions.TimeProviderKey, time));
}
