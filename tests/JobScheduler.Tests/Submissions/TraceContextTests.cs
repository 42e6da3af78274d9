using System.Diagnostics;
using Xunit;

namespace JobScheduler.Tests.Submissions;

public sealed class TraceContextTests : IDisposable
{
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private readonly ResolverRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(Parent, Parent)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")]
    [InlineData("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", Parent)]
    [InlineData("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-comes", Parent)]
    public void Resolve_ValidTraceParent_IsKeptWithItsState(string given, string kept)
    {
        var spec = _rig.Resolve(ResolverRig.Job() with { TraceParent = given, TraceState = "a=b" });
        Assert.Equal((kept, "a=b", "4bf92f3577b34da6a3ce929d0e0e4736"), (spec.TraceParent, spec.TraceState, spec.TraceId));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01")]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x")]
    [InlineData("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x")]
    [InlineData("00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    public void Resolve_InvalidTraceParent_GivesANewTraceWithoutState(string given)
    {
        using var around = new Activity("around").Start();
        var spec = _rig.Resolve(ResolverRig.Job() with { TraceParent = given, TraceState = "a=b" });
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-01$", spec.TraceParent);
        Assert.Null(spec.TraceState);
        Assert.NotEqual(around.TraceId.ToHexString(), spec.TraceId);
    }

    [Fact]
    public void Resolve_NoTraceParent_ContinuesTheCurrentActivity()
    {
        using var around = new Activity("around") { TraceStateString = "a=b" }.Start();
        var spec = _rig.Resolve(ResolverRig.Job());
        Assert.Equal((around.Id, "a=b"), (spec.TraceParent, spec.TraceState));
    }

    [Fact]
    public void Resolve_NoActivityEither_MakesANewIdEachTime() =>
        Assert.NotEqual(_rig.Resolve(ResolverRig.Job()).TraceId, _rig.Resolve(ResolverRig.Job()).TraceId);

    [Theory]
    [InlineData("a=ä")]
    [InlineData("a=\n")]
    [InlineData("")]
    public void Resolve_UnusableTraceState_IsDropped(string state) =>
        Assert.Null(_rig.Resolve(ResolverRig.Job() with { TraceParent = Parent, TraceState = state }).TraceState);
}
