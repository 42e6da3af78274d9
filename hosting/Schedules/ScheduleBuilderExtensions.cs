using System.Runtime.CompilerServices;
using JobScheduler.Hosting.Schedules;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler;

/// <summary>Schedules that an application brings with it.</summary>
public static class JobSchedulerScheduleBuilderExtensions
{
    /// <summary>
    /// Declares a schedule: at start it is created, or its definition replaced if it has changed. Whether it is paused is left as it is.
    /// Keys below <c>JobScheduler:Schedules:{id}</c> in the configuration change what is declared here. A value that is not acceptable
    /// stops the start.
    /// </summary>
    /// <param name="builder">The scheduler.</param>
    /// <param name="id">Its id: 1 to 128 of <c>[A-Za-z0-9._~-]</c>, first alphanumeric; declared once.</param>
    /// <param name="cron">When.</param>
    /// <param name="job">What each occurrence submits; without RunAt, Delay and IdempotencyKey.</param>
    /// <param name="configure">The rest, for example <c>s => s with { TimeZone = "Europe/Berlin" }</c>.</param>
    [OverloadResolutionPriority(1)] // Else a JobSubmission would fit the typed overload just as well.
    public static IJobSchedulerBuilder AddSchedule(
        this IJobSchedulerBuilder builder, string id, string cron, JobSubmission job, Func<ScheduleSubmission, ScheduleSubmission>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(job);
        return builder.Add(id, cron, _ => job, configure);
    }

    /// <summary>Declares a schedule whose job is of the type that is registered for the payload's type.</summary>
    /// <typeparam name="TPayload">The payload's type; no job type, or several, for it stop the start.</typeparam>
    /// <param name="builder">The scheduler.</param>
    /// <param name="id">Its id: 1 to 128 of <c>[A-Za-z0-9._~-]</c>, first alphanumeric; declared once.</param>
    /// <param name="cron">When.</param>
    /// <param name="payload">The handler's input at each occurrence.</param>
    /// <param name="configure">The rest, for example <c>s => s with { Overlap = OverlapPolicy.QueueOne }</c>; also of its job.</param>
    public static IJobSchedulerBuilder AddSchedule<TPayload>(
        this IJobSchedulerBuilder builder, string id, string cron, TPayload payload, Func<ScheduleSubmission, ScheduleSubmission>? configure = null)
        where TPayload : notnull =>
        builder.Add(
            id,
            cron,
            catalog =>
            {
                var type = catalog.FindByPayload(typeof(TPayload));
                return JobSubmission.Create(type.JobType, payload, type.Json);
            },
            configure);

    private static IJobSchedulerBuilder Add(
        this IJobSchedulerBuilder builder,
        string id,
        string cron,
        Func<Hosting.Handlers.HandlerCatalog, JobSubmission> job,
        Func<ScheduleSubmission, ScheduleSubmission>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(cron);
        builder.Services.AddSingleton(new DeclaredSchedule(id, catalog =>
        {
            var schedule = new ScheduleSubmission { Id = id, Cron = cron, Job = job(catalog) };
            return (configure is null ? schedule : configure(schedule)) with { Id = id };
        }));
        return builder;
    }
}
