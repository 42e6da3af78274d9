namespace JobScheduler;

/// <summary>What the process is there for, directly below <c>JobScheduler:</c>.</summary>
public sealed class JobSchedulerRoleOptions
{
    /// <summary>A silo owns partitions and runs attempts; a gateway only serves the API. Default <see cref="NodeRole.Silo"/>.</summary>
    public NodeRole Role { get; set; }
}
