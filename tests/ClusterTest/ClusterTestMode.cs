namespace JobScheduler.ClusterTest;

/// <summary>What a run does.</summary>
internal enum ClusterTestMode
{
    /// <summary>One fault after another under load, and a check of all histories.</summary>
    Chaos,

    /// <summary>Figures of a cluster that is well.</summary>
    Measure,
}
