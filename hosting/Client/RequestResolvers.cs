using JobScheduler.Hosting.Schedules;
using JobScheduler.Hosting.Submissions;

namespace JobScheduler.Hosting.Client;

/// <summary>What checks requests and fills in their defaults.</summary>
/// <param name="Submissions">Of one job.</param>
/// <param name="Batches">Of many.</param>
/// <param name="Schedules">Of a schedule.</param>
/// <param name="Previews">Of an expression that nobody has declared yet.</param>
/// <param name="Distant">What other nodes check.</param>
internal sealed record RequestResolvers(
    SubmissionResolver Submissions, BatchResolver Batches, ScheduleResolver Schedules, SchedulePreviews Previews, DistantTypes Distant);
