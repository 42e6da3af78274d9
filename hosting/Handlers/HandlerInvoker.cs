using JobScheduler.Grains.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobScheduler.Hosting.Handlers;

/// <summary>
/// One attempt: scope, trace, read the payload, call, classify, log. The only place where handlers are called; nothing a handler does
/// (short of ending the process) makes it throw.
/// </summary>
internal sealed partial class HandlerInvoker(
    HandlerCatalog catalog, IServiceScopeFactory scopes, IOptions<JobSchedulerOptions> options, AttemptActivities activities,
    ILogger<HandlerInvoker> logger) : IHandlerInvoker
{
    private readonly ILogger _logger = logger;

    /// <inheritdoc/>
    public IReadOnlyList<string> JobTypes => catalog.HandledTypes;

    /// <inheritdoc/>
    public bool Handles(string jobType) => catalog.Find(jobType)?.Call is not null;

    /// <inheritdoc/>
    public async Task<HandlerResult> InvokeAsync(
        string jobType, RawJson? payload, AttemptInfo attempt, JobContext context, CancellationToken cancellationToken)
    {
        // The activity is current and the log scope open until the outcome is logged; both end with this method.
        using var activity = activities.Start(jobType, attempt, context);
        using var scope = BeginScope(new AttemptScope(jobType, attempt, context));
        Ended ended;
        try
        {
            ended = catalog.Find(jobType) is { Call: not null } entry
                ? await PerformAsync(entry, payload, context, cancellationToken)
                : new(Failures.Unhandled(jobType));
        }
        catch (Exception e)
        {
            ended = new(Failures.Retry(e), e);
        }

        AttemptActivities.Describe(activity, ended.Result);
        Log(ended, attempt, context, cancellationToken);
        return ended.Result;
    }

    private async Task<Ended> PerformAsync(JobTypeEntry entry, RawJson? payload, JobContext context, CancellationToken cancellationToken)
    {
        object? input;
        try
        {
            input = entry.ReadPayload(payload);
        }
        catch (Exception e)
        {
            return new(Failures.PayloadInvalid(e), e);
        }

        return input is null && !entry.AcceptsNull
            ? new(Failures.PayloadMissing())
            : await CallAsync(entry, input, context, cancellationToken);
    }

    private async Task<Ended> CallAsync(JobTypeEntry entry, object? input, JobContext context, CancellationToken cancellationToken)
    {
        HandlerReturn returned;
        var scope = scopes.CreateAsyncScope();
        try
        {
            returned = await entry.Call!(scope.ServiceProvider, input, context, cancellationToken);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && Failures.IsCancellation(e))
        {
            return new(new HandlerResult(HandlerResultKind.Stopped));
        }
        catch (Exception e)
        {
            return new(Failures.Classify(e, entry.DoNotRetry), e);
        }
        finally
        {
            await DisposeAsync(scope, context);
        }

        return Outcomes.Read(returned, entry, options.Value.MaxResultBytes);
    }

    /// <summary>What the handler said stands, also when one of its services cannot be disposed of.</summary>
    private async Task DisposeAsync(AsyncServiceScope scope, JobContext context)
    {
        try
        {
            await scope.DisposeAsync();
        }
        catch (Exception e)
        {
            Quietly(() => ScopeNotDisposed(Failures.Printable(e), context.JobId, context.JobType, context.Attempt));
        }
    }

    private IDisposable? BeginScope(AttemptScope scope)
    {
        try
        {
            return _logger.BeginScope(scope);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A broken logging provider must not cost the job its attempt.
            return null;
        }
    }
}

/// <summary>How a call ended, with the exception that ended it, for the log.</summary>
/// <param name="Result">What the caller is told.</param>
/// <param name="Exception">Or null.</param>
internal readonly record struct Ended(HandlerResult Result, Exception? Exception = null);
