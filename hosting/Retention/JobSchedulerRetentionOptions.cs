namespace JobScheduler;

/// <summary>How long jobs are kept after they ended, below <c>JobScheduler:Retention</c>. With a job its idempotency key goes.</summary>
public sealed class JobSchedulerRetentionOptions
{
    /// <summary>Completed jobs. Default 7 days.</summary>
    public RetentionPeriod Completed { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Failed jobs: the dead letters. Default 30 days.</summary>
    public RetentionPeriod Failed { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Cancelled jobs. Default 7 days.</summary>
    public RetentionPeriod Cancelled { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// By job type; a state that is left out has what the type's registration says, else the default of all types. A registered type's
    /// rule is also that of its aliases. A type whose name has a ':' cannot be named in configuration, only here or at its registration.
    /// </summary>
    public IDictionary<string, JobRetention> ByJobType { get; } = new Dictionary<string, JobRetention>(StringComparer.Ordinal);
}

/// <summary>How long jobs of one type are kept after they ended; null: the default of all types.</summary>
public sealed class JobRetention
{
    /// <summary>Completed jobs.</summary>
    public RetentionPeriod? Completed { get; set; }

    /// <summary>Failed jobs.</summary>
    public RetentionPeriod? Failed { get; set; }

    /// <summary>Cancelled jobs.</summary>
    public RetentionPeriod? Cancelled { get; set; }
}
