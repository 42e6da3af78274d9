using JobScheduler.Hosting.Handlers;

namespace JobScheduler.Hosting.Schedules;

/// <summary>A schedule that the application declares in code.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Declare">The whole of it, once the job types are known.</param>
internal sealed record DeclaredSchedule(string Id, Func<HandlerCatalog, ScheduleSubmission> Declare);
