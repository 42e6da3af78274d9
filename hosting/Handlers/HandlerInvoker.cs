using JobScheduler.Grains.Jobs;
using JobScheduler.Hosting.AttemptLogs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobScheduler.Hosting.Handlers;

/// <summary>
/// One attempt: scope, trace, read the payload, call, classify. The only place where handlers are called; nothing a handler does
/// (short of ending the process) makes it throw.
/// </summary>
internal sealed partial class HandlerInvoker(
    HandlerCatalog catalog, IServiceScopeFactory scopes, IOptions<JobSchedulerOptions> options, IOptions<JobSchedulerLogOptions> logOptions,
    ILogger<HandlerInvoker> logger) : IHandlerInvoker
{
    private readonly ILogger _logger = logger;

    /// <inheritdoc/>
    public IReadOnlyList<string> JobTypes => catalog.HandledTypes;

    /// <inheritdoc/>
    public bool Handles(string jobType) => catalog.Find(jobType)?.Call is not null;

    /// <inheritdoc/>
    public async ValueTask<HandlerResult> InvokeAsync(
        string jobType, RawJson? payload, AttemptInfo attempt, JobContext context, CancellationToken cancellationToken)
    {
        // The activity is current and the log scope open while the handler runs; both end with this method.
        using var activity = AttemptActivities.Start(jobType, attempt, context);
        using var scope = BeginScope(new AttemptScope(jobType, attempt, context));
        LogStart(jobType, payload, attempt, context);
        HandlerResult result;
        try
        {
            result = catalog.Find(jobType) is { Call: not null } entry
                ? await PerformAsync(entry, payload, attempt, context, cancellationToken)
                : Failures.Unhandled(jobType);
        }
        catch (Exception e)
        {
            result = Failures.Retry(e);
        }

        LogEnd(jobType, attempt, context, result);
        return AttemptActivities.Describe(activity, result);
    }

    private async ValueTask<HandlerResult> PerformAsync(
        JobTypeEntry entry, RawJson? payload, AttemptInfo attempt, JobContext context, CancellationToken cancellationToken)
    {
        AttemptLogCapture.Begin(entry.KeepsLogs ? attempt.Log : null);
        object? input;
        try
        {
            input = entry.ReadPayload(payload);
        }
        catch (Exception e)
        {
            return Failures.PayloadInvalid(e);
        }

        return input is null && !entry.AcceptsNull
            ? Failures.PayloadMissing()
            : await CallAsync(entry, input, context, cancellationToken);
    }

    private async ValueTask<HandlerResult> CallAsync(JobTypeEntry entry, object? input, JobContext context, CancellationToken cancellationToken)
    {
        HandlerReturn returned;
        AsyncServiceScope? scope = entry.UsesServices ? scopes.CreateAsyncScope() : null;
        try
        {
            returned = await entry.Call!(scope?.ServiceProvider, input, context, cancellationToken);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && Failures.IsCancellation(e))
        {
            return new HandlerResult(HandlerResultKind.Stopped);
        }
        catch (Exception e)
        {
            return Failures.Classify(e, entry.DoNotRetry);
        }
        finally
        {
            if (scope is { } made)
                await DisposeAsync(made, context);
        }

        return Outcomes.Read(returned, entry, options.Value.MaxResultBytes);
    }

    /// <summary>What the handler said stands, also when one of its services cannot be disposed of.</summary>
    private async ValueTask DisposeAsync(AsyncServiceScope scope, JobContext context)
    {
        try
        {
            await scope.DisposeAsync();
        }
        catch (Exception e)
        {
            LogNotDisposed(Failures.Printable(e), context);
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
