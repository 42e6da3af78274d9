namespace JobScheduler;

/// <summary>What is done with schedules that the application declares, below <c>JobScheduler:DeclaredSchedules</c>.</summary>
public sealed class JobSchedulerDeclaredSchedulesOptions
{
    /// <summary>
    /// True: at start every schedule in the store that is declared neither in code nor in the configuration is deleted, also one that
    /// was made over the API. Default false.
    /// </summary>
    public bool RemoveUndeclared { get; set; }
}
