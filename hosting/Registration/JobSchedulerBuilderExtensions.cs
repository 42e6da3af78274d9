using System.Text.Json;
using JobScheduler.Hosting.Handlers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JobScheduler;

/// <summary>Handlers and job types of a scheduler.</summary>
public static class JobSchedulerBuilderExtensions
{
    /// <summary>Registers a handler class. Each attempt takes it from a DI scope of its own; it is added as scoped if it is not registered.</summary>
    /// <typeparam name="THandler">Implements exactly one <see cref="IJobHandler{TPayload}"/> or <see cref="IJobHandler{TPayload, TResult}"/>.</typeparam>
    /// <param name="builder">The scheduler.</param>
    /// <param name="jobType">The name: 1 to 128 of <c>[A-Za-z0-9._~/:-]</c>, first alphanumeric, ':' only inside. A name taken twice stops the start.</param>
    /// <param name="configure">Aliases and what its jobs default to.</param>
    /// <exception cref="ArgumentException">The class, the name or an option cannot be used.</exception>
    public static IJobSchedulerBuilder AddHandler<THandler>(
        this IJobSchedulerBuilder builder, string jobType, Action<JobHandlerOptions>? configure = null)
        where THandler : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddScoped<THandler>();
        var binding = HandlerInterfaces.Bind(jobType, typeof(THandler));
        return builder.Add(JobTypeRegistration.Handled(jobType, _ => binding, configure));
    }

    /// <summary>
    /// Registers a delegate, such as <c>(SendMail p, IMailer m, JobContext c, CancellationToken ct) => ...</c>. Parameters in any order:
    /// <see cref="JobContext"/> and <see cref="CancellationToken"/> are the attempt's, registered services (also
    /// <c>[FromKeyedServices]</c>) come from its DI scope, and the one that is left, if any, is the payload.
    /// </summary>
    /// <param name="builder">The scheduler.</param>
    /// <param name="jobType">The name: 1 to 128 of <c>[A-Za-z0-9._~/:-]</c>, first alphanumeric, ':' only inside. A name taken twice stops the start.</param>
    /// <param name="handler">
    /// Returns <see cref="JobOutcome"/>, <see cref="JobOutcome{TResult}"/>, a result or nothing, or a Task or ValueTask of one of them.
    /// </param>
    /// <param name="configure">Aliases and what its jobs default to.</param>
    /// <exception cref="ArgumentException">The signature, the name or an option cannot be used.</exception>
    public static IJobSchedulerBuilder AddHandler(
        this IJobSchedulerBuilder builder, string jobType, Delegate handler, Action<JobHandlerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(handler);
        DelegateHandlers.Check(jobType, handler);
        return builder.Add(JobTypeRegistration.Handled(jobType, services => DelegateHandlers.Bind(jobType, handler, services), configure));
    }

    /// <summary>
    /// Registers a job type that this process submits and another one performs: its payloads are checked here, and
    /// <c>SubmitAsync(payload)</c> finds it.
    /// </summary>
    /// <typeparam name="TPayload">What the type's handler takes.</typeparam>
    /// <param name="builder">The scheduler.</param>
    /// <param name="jobType">The name its handler is registered under elsewhere.</param>
    /// <param name="configure">What its jobs default to when they are submitted here; what concerns only the handler is ignored.</param>
    /// <exception cref="ArgumentException">The name or an option cannot be used.</exception>
    public static IJobSchedulerBuilder AddJobType<TPayload>(
        this IJobSchedulerBuilder builder, string jobType, Action<JobHandlerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(JobTypeRegistration.Submitted(jobType, typeof(TPayload), configure));
    }

    /// <summary>How payloads and results of all job types are read and written, except where a type has its own; the last call counts.</summary>
    /// <param name="builder">The scheduler.</param>
    /// <param name="configure">Changes a copy of <see cref="PayloadJson.Default"/>: snake_case, enums as texts.</param>
    public static IJobSchedulerBuilder UsePayloadJson(this IJobSchedulerBuilder builder, Action<JsonSerializerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new JsonSerializerOptions(PayloadJson.Default);
        configure(options);
        builder.Services.AddSingleton(new PayloadJsonDefault(options));
        return builder;
    }

    internal static IJobSchedulerBuilder Add(this IJobSchedulerBuilder builder, JobTypeRegistration registration)
    {
        if (registration.Validator is Type validator)
            builder.Services.TryAddScoped(validator);
        builder.Services.AddSingleton(registration);
        return builder;
    }
}
