using JobScheduler.Http.Responses;

namespace JobScheduler.Http.Guard;

/// <summary>With <see cref="JobSchedulerHttpOptions.ReadOnly"/> whoever reaches the API sees everything and changes nothing.</summary>
internal static class ReadOnlyMode
{
    /// <summary>What a request that would change something is answered.</summary>
    public static Problem Refusal { get; } = new(
        ProblemKind.ReadOnly, "This scheduler is read-only over HTTP (JobScheduler:Http:ReadOnly): reads, previews and dry runs are answered.");

    /// <summary>Whether requests of a route are refused whatever they say.</summary>
    public static bool Refuses(ApiRoute route) => route.Changes && !route.HasDryRun;
}
