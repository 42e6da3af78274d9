using System.Net;
using System.Net.Sockets;
using JobScheduler.Cluster.Membership;
using JobScheduler.KillTest;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Xunit;

namespace JobScheduler.Tests.Cluster;

/// <summary>Which silos a joining one declares dead: those without a sign of life at whose address nothing listens, and no others.</summary>
public sealed class DepartedSilosTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(5);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly FakeMembership _membership = new();

    public DepartedSilosTests() => _listener.Start();

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Look_NoSignAndNothingListens_DeclaredDead()
    {
        var gone = Add(Nowhere, Long);
        await LookAsync();
        Assert.Equal([gone], _membership.Killed);
    }

    [Fact]
    public async Task Look_NoSignButListens_LeftAlone()
    {
        Add(Listening, Long);
        await LookAsync();
        Assert.Empty(_membership.Killed);
    }

    [Fact]
    public async Task Look_SignOfLifeButNothingListens_LeftAlone()
    {
        Add(Nowhere, Short);
        await LookAsync();
        Assert.Empty(_membership.Killed);
    }

    [Theory]
    [InlineData(SiloStatus.Dead)]
    [InlineData(SiloStatus.Joining)]
    [InlineData(SiloStatus.ShuttingDown)]
    public async Task Look_NotActive_LeftAlone(SiloStatus status)
    {
        Add(Nowhere, Long, status);
        await LookAsync();
        Assert.Empty(_membership.Killed);
    }

    [Fact]
    public async Task Look_ItsOwnEntry_LeftAlone()
    {
        _membership.SiloAddress = Add(Nowhere, Long);
        await LookAsync();
        Assert.Empty(_membership.Killed);
    }

    [Fact]
    public async Task Look_StartedLatelyWithoutASignYet_LeftAlone()
    {
        Add(Nowhere, Long, startedBefore: Short);
        await LookAsync();
        Assert.Empty(_membership.Killed);
    }

    private static IPEndPoint Nowhere => new(IPAddress.Loopback, SiloProcess.FreePort());

    private IPEndPoint Listening => (IPEndPoint)_listener.LocalEndpoint;

    private SiloAddress Add(IPEndPoint endpoint, TimeSpan signBefore, SiloStatus status = SiloStatus.Active, TimeSpan? startedBefore = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var address = SiloAddress.New(endpoint, _membership.Entries.Count + 1);
        _membership.Entries.Add(new MembershipEntry
        {
            SiloAddress = address, SiloName = "one", Status = status, StartTime = now - (startedBefore ?? Long), IAmAliveTime = now - signBefore,
        });
        return address;
    }

    private async Task LookAsync()
    {
        var options = new ClusterMembershipOptions();
        MembershipTimes.Apply(options);
        using var departed = new DepartedSilos(_membership, _membership, _membership, Options.Create(options), NullLogger<DepartedSilos>.Instance);
        await departed.LookAsync(default);
    }
}
