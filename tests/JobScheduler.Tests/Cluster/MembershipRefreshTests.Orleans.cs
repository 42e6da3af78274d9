using JobScheduler.Cluster.Membership;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Xunit;

namespace JobScheduler.Tests.Cluster;

/// <summary>A silo keeps knowing the others, and they it, also when Orleans waits after failures of the table.</summary>
public sealed class MembershipRefreshTests
{
    private readonly FakeMembership _membership = new();

    [Fact]
    public async Task Look_SignOfLifeIsFresh_ReadsTheTableAllTheSame()
    {
        await LookAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _membership.Refreshes);
    }

    [Fact]
    public async Task Look_NoSignOfLifeForLong_WritesOne()
    {
        var before = TimeProvider.System.GetUtcNow().UtcDateTime;
        await LookAsync(TimeSpan.FromSeconds(40));
        var sign = Assert.Single(_membership.Signs);
        Assert.Equal(_membership.SiloAddress, sign.SiloAddress);
        Assert.InRange(sign.IAmAliveTime, before, TimeProvider.System.GetUtcNow().UtcDateTime);
    }

    [Fact]
    public async Task Look_OrleansWritesSignsOfLife_WritesNone()
    {
        await LookAsync(TimeSpan.FromSeconds(6));
        Assert.Empty(_membership.Signs);
    }

    [Fact]
    public async Task Look_DeclaredDead_WritesNone()
    {
        await LookAsync(TimeSpan.FromSeconds(40), SiloStatus.Dead);
        Assert.Empty(_membership.Signs);
    }

    private async Task LookAsync(TimeSpan signBefore, SiloStatus status = SiloStatus.Active)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        _membership.Entries.Add(new MembershipEntry { SiloAddress = _membership.SiloAddress, Status = status, StartTime = now - signBefore, IAmAliveTime = now - signBefore });
        var options = new ClusterMembershipOptions();
        MembershipTimes.Apply(options);
        using var refresh = new MembershipRefresh(_membership, _membership, _membership, Options.Create(options), NullLogger<MembershipRefresh>.Instance);
        await refresh.LookAsync(default);
    }
}
