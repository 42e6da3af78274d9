using System.Net;

namespace JobScheduler.Tests.Cluster;

/// <summary>A table of silos in a test's hands, and what was asked of it.</summary>
internal sealed class FakeMembership : IMembershipTable, IClusterMembershipService, ILocalSiloDetails
{
    public List<MembershipEntry> Entries { get; } = [];

    public List<SiloAddress> Killed { get; } = [];

    /// <summary>The signs of life that were written.</summary>
    public List<MembershipEntry> Signs { get; } = [];

    public int Refreshes { get; private set; }

    public SiloAddress SiloAddress { get; set; } = SiloAddress.New(IPAddress.Loopback, 1, 1);

    public SiloAddress GatewayAddress => SiloAddress;

    public string Name => "own";

    public string ClusterId => "test";

    public string DnsHostName => "localhost";

    public ClusterMembershipSnapshot CurrentSnapshot => throw new NotSupportedException();

    public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();

    public Task<MembershipTableData> ReadAll() => Task.FromResult(Table(Entries));

    public Task<MembershipTableData> ReadRow(SiloAddress key) => Task.FromResult(Table(Entries.Where(entry => entry.SiloAddress.Equals(key))));

    public Task<bool> TryKill(SiloAddress siloAddress)
    {
        Killed.Add(siloAddress);
        return Task.FromResult(true);
    }

    public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default)
    {
        Refreshes++;
        return default;
    }

    public Task InitializeMembershipTable(bool tryInitTableVersion) => throw new NotSupportedException();

    public Task DeleteMembershipTableEntries(string clusterId) => throw new NotSupportedException();

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => throw new NotSupportedException();

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => throw new NotSupportedException();

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => throw new NotSupportedException();

    public Task UpdateIAmAlive(MembershipEntry entry)
    {
        Signs.Add(entry);
        return Task.CompletedTask;
    }

    private static MembershipTableData Table(IEnumerable<MembershipEntry> entries) =>
        new([.. entries.Select(entry => Tuple.Create(entry, "etag"))], new TableVersion(1, "etag"));
}
