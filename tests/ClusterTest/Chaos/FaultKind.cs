namespace JobScheduler.ClusterTest.Chaos;

/// <summary>What is done to a cluster.</summary>
internal enum FaultKind
{
    /// <summary>kill -9 of a silo, which is started again when the others have taken over.</summary>
    KillSilo,

    /// <summary>SIGSTOP of a silo for longer than the others need to take over, then SIGCONT.</summary>
    FreezeSilo,

    /// <summary>kill -9 of the gateway.</summary>
    KillGateway,

    /// <summary>kill -9 of all silos and the gateway at once.</summary>
    RestartAll,

    /// <summary>The same; at first only one silo and the gateway come back, and serve alone.</summary>
    PowerCut,

    /// <summary>kill -9 of a Cassandra node.</summary>
    KillStore,

    /// <summary>SIGSTOP of a Cassandra node.</summary>
    PauseStore,

    /// <summary>A Cassandra node is stopped in order.</summary>
    StopStore,
}
