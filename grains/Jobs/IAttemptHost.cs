namespace JobScheduler.Grains.Jobs;

/// <summary>Performs attempts: what an attempt tells it. Called on any thread; it must not block.</summary>
internal interface IAttemptHost
{
    /// <summary>The attempt has a slot.</summary>
    /// <param name="attempt">The attempt.</param>
    void Entered(AttemptControl attempt);

    /// <summary>It was taken back before it had one, and never will.</summary>
    /// <param name="attempt">The attempt.</param>
    void TakenBack(AttemptControl attempt);

    /// <summary>Its token is about to fire.</summary>
    /// <param name="attempt">The attempt.</param>
    void Stopping(AttemptControl attempt);

    /// <summary>Its handler has reported progress.</summary>
    /// <param name="attempt">The attempt.</param>
    void Progressed(AttemptControl attempt);
}

/// <summary>Who is told how an attempt ended: its partition, on this node or wherever it is.</summary>
internal interface IAttemptOwner
{
    /// <summary>The partition, wherever it is by now.</summary>
    IPartitionGrain Partition { get; }

    /// <summary>
    /// Takes an attempt's outcome, on any thread, and answers by <see cref="AttemptRunner.Reported"/>: accepted when it is durable, stale,
    /// or to be tried again.
    /// </summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="report">How it ended.</param>
    void Report(AttemptControl attempt, AttemptReport report);
}
