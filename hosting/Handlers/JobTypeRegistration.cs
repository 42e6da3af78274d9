using System.Text.Json;
using JobScheduler.Hosting.Submissions;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Hosting.Handlers;

/// <summary>Calls a handler with what it needs; one per job type, compiled once.</summary>
/// <param name="services">The attempt's own DI scope; null for a binding that takes nothing from it.</param>
/// <param name="payload">An instance of the binding's payload type, or null.</param>
/// <param name="context">Handed to the handler.</param>
/// <param name="cancellationToken">Handed to the handler.</param>
internal delegate ValueTask<HandlerReturn> HandlerCall(
    IServiceProvider? services, object? payload, JobContext context, CancellationToken cancellationToken);

/// <summary>What a handler returned: an outcome, or (when it is null) a result.</summary>
/// <param name="Outcome">The outcome; null: completed with <paramref name="Result"/>.</param>
/// <param name="Result">An instance of the binding's result type, or null.</param>
internal readonly record struct HandlerReturn(JobOutcome? Outcome, object? Result);

/// <summary>A handler, ready to be called.</summary>
/// <param name="PayloadType">What it takes; null if it takes no payload.</param>
/// <param name="AcceptsNull">Whether a null payload may be handed to it.</param>
/// <param name="ResultType">What it returns besides outcomes; null if it returns none.</param>
/// <param name="UsesServices">Whether a call takes anything from the attempt's DI scope.</param>
/// <param name="Call">The call.</param>
internal sealed record HandlerBinding(Type? PayloadType, bool AcceptsNull, Type? ResultType, bool UsesServices, HandlerCall Call);

/// <summary>
/// One <c>AddHandler</c> or <c>AddJobType</c>, kept in the service collection until the catalog is built from all of them. What can be
/// checked without the container has been checked.
/// </summary>
internal sealed class JobTypeRegistration
{
    private JobTypeRegistration(string jobType, JobHandlerOptions options)
    {
        JobType = jobType;
        Aliases = [.. options.Aliases];
        Description = options.Description;
        Defaults = JobTypeDefaults.From(jobType, options);
        Retention = options.Retention;
        DoNotRetry = [.. options.NotRetried];
        Validator = options.Validator;
        KeepsLogs = options.KeepLogs;
        PayloadJson = options.PayloadJson is { } json ? new JsonSerializerOptions(json) : null;
    }

    public string JobType { get; }

    public IReadOnlyList<string> Aliases { get; }

    public string? Description { get; }

    public JobTypeDefaults Defaults { get; }

    /// <summary>How long its jobs are kept, or null.</summary>
    public JobRetention? Retention { get; }

    public IReadOnlyList<Type> DoNotRetry { get; }

    public object? Validator { get; }

    public JsonSerializerOptions? PayloadJson { get; }

    /// <summary>What its handler logs is kept with the attempt.</summary>
    public bool KeepsLogs { get; }

    /// <summary>Payload of a type that is only submitted here; else the binding says it.</summary>
    public Type? SubmittedPayload { get; private init; }

    /// <summary>Makes the binding once the container exists; null for a type that is only submitted here.</summary>
    public Func<IServiceProviderIsService?, HandlerBinding>? Bind { get; private init; }

    /// <summary>Comes with the scheduler: never found by the type of a payload.</summary>
    public bool IsBuiltIn { get; init; }

    /// <summary>A type with a handler.</summary>
    /// <exception cref="ArgumentException">A name or an option is not acceptable.</exception>
    public static JobTypeRegistration Handled(
        string jobType, Func<IServiceProviderIsService?, HandlerBinding> bind, Action<JobHandlerOptions>? configure, bool builtIn = false) =>
        new(jobType, Configure(jobType, configure)) { Bind = bind, IsBuiltIn = builtIn };

    /// <summary>A type that this process only submits.</summary>
    /// <exception cref="ArgumentException">A name or an option is not acceptable.</exception>
    public static JobTypeRegistration Submitted(string jobType, Type payload, Action<JobHandlerOptions>? configure) =>
        new(jobType, Configure(jobType, configure)) { SubmittedPayload = payload };

    private static JobHandlerOptions Configure(string jobType, Action<JobHandlerOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(jobType);
        var options = new JobHandlerOptions();
        configure?.Invoke(options);
        var errors = new FieldErrors();
        TextRules.CheckJobType(errors, "job type", jobType);
        foreach (var alias in options.Aliases)
            TextRules.CheckJobType(errors, "alias", alias);
        JobTypeDefaults.ThrowIfAny(jobType, errors);
        return options;
    }
}

/// <summary>What a job type's registration fills in where a submission is silent, checked and in normal form.</summary>
/// <param name="Queue">Or null.</param>
/// <param name="MaxAttempts">Or null.</param>
/// <param name="Retry">Or null.</param>
/// <param name="TimeoutMs">Or null.</param>
internal sealed record JobTypeDefaults(string? Queue, int? MaxAttempts, RetryPolicy? Retry, long? TimeoutMs)
{
    /// <summary>For types nobody registered.</summary>
    public static JobTypeDefaults None { get; } = new(null, null, null, null);

    public static JobTypeDefaults From(string jobType, JobHandlerOptions options)
    {
        var errors = new FieldErrors();
        if (options.Queue is { } queue)
            TextRules.CheckName(errors, nameof(options.Queue), queue);
        var attempts = TimeRules.CheckInt(errors, nameof(options.MaxAttempts), options.MaxAttempts, 1, SubmissionResolver.MaxAttemptsLimit);
        var retry = options.Retry is { } policy ? RetryRules.Check(errors, nameof(options.Retry), policy) : null;
        var timeout = TimeRules.CheckDuration(errors, nameof(options.Timeout), options.Timeout, 1, TimeRules.MaxTimeoutMs);
        if (retry?.Kind == RetryKind.None && attempts > 1)
            errors.Add(nameof(options.MaxAttempts), "must be 1 or absent when the retry kind is none");
        ThrowIfAny(jobType, errors);
        return new(options.Queue, attempts, retry, timeout);
    }

    /// <summary>Turns collected problems into the exception that stops the registration.</summary>
    public static void ThrowIfAny(string jobType, FieldErrors errors)
    {
        if (errors.IsEmpty)
            return;
        try
        {
            errors.ThrowIfAny();
        }
        catch (JobSchedulerException e)
        {
            throw new ArgumentException($"Job type '{jobType}' cannot be registered. {e.Message}", nameof(jobType));
        }
    }
}
