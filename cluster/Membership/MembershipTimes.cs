using Orleans.Configuration;

namespace JobScheduler.Cluster.Membership;

/// <summary>
/// How soon a silo that does not answer is declared dead: in 2 to 3 s, so that its partitions are served again within 5 s. The price: a
/// silo that stands still for so long (a pause of the machine, swapping) loses its membership and starts anew.
/// Terms make an early take-over safe, never wrong. docs/cluster.md has the reasons.
/// </summary>
internal static class MembershipTimes
{
    /// <summary>Sets them; what the application configures afterwards counts.</summary>
    public static void Apply(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = TimeSpan.FromSeconds(1);
        options.MinProbeTimeout = TimeSpan.FromMilliseconds(500);
        options.MaxProbeTimeout = TimeSpan.FromSeconds(1);
        options.NumMissedProbesLimit = 3;
        options.NumVotesForDeathDeclaration = 2;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(5);

        // After a power cut the entries of silos that are gone keep new ones waiting for three of these (DepartedSilos).
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        options.NumMissedTableIAmAliveLimit = 3;
    }
}
