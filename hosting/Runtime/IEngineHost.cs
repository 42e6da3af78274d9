namespace JobScheduler.Hosting.Runtime;

/// <summary>Starts and stops the engine that this build was compiled for.</summary>
internal interface IEngineHost
{
    /// <summary>"embedded" or "orleans".</summary>
    string Name { get; }

    /// <summary>What this node is called, as attempts show it.</summary>
    string NodeName { get; }

    /// <summary>What this node is there for.</summary>
    NodeRole Role { get; }

    /// <summary>Calls grains; only while the engine runs.</summary>
    IGrainFactory Grains { get; }

    /// <summary>Makes grains callable. The store is open and the node is set.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Whether a failed call means that the engine had stopped, so that nothing was done.</summary>
    bool IsStopped(Exception exception);

    /// <summary>Whether a failed call never began, so that it may be made again.</summary>
    bool WasNotRun(Exception exception);

    /// <summary>Whether a call failed because another node was gone or did not answer: it was perhaps carried out.</summary>
    bool IsUnreachable(Exception exception);

    /// <summary>Lets every grain finish what it has accepted.</summary>
    Task StopAsync(CancellationToken cancellationToken);
}
