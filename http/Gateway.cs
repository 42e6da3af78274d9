using JobScheduler.Grains.Diagnostics;
using JobScheduler.Http.Guard;
using JobScheduler.Http.Limits;
using JobScheduler.Http.Requests;
using JobScheduler.Http.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobScheduler.Http;

/// <summary>
/// What every request passes through: exact paths, known query parameters, and one place where whatever goes wrong becomes a problem.
/// </summary>
internal sealed partial class Gateway : IDisposable
{
    private const int ClientClosedRequest = 499;

    private readonly ILogger _logger;

    public Gateway(IServiceProvider services)
    {
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("JobScheduler.Http");
        Limits = services.GetRequiredService<IOptions<JobSchedulerOptions>>().Value;
        Options = services.GetRequiredService<IOptions<JobSchedulerHttpOptions>>().Value;
        Time = services.GetKeyedService<TimeProvider>("JobScheduler") ?? TimeProvider.System;
        Guard = new(services);
        Streams = new(Options.MaxEventStreams);
        Node = services.GetService<NodeMetrics>();
        _collector = new(Node?.Meter);
        ExpectRefusals();
        services.GetService<IHostApplicationLifetime>()?.ApplicationStopped.Register(Dispose);
        RequestLimits = new(Limits.Limits);
        Stopping = services.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;
    }

    public JobSchedulerOptions Limits { get; }

    public JobSchedulerHttpOptions Options { get; }

    public TimeProvider Time { get; }

    /// <summary>Stands before every endpoint.</summary>
    public RequestGuard Guard { get; }

    /// <summary>Counts what requests hold.</summary>
    public RequestLimits RequestLimits { get; }

    /// <summary>Counts the open streams of events.</summary>
    public StreamLimit Streams { get; }

    /// <summary>The process begins to stop: streams end, so that they do not hold it up.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Serves a request of a known path and method.</summary>
    public async Task ServeAsync(HttpContext context, ApiRoute route)
    {
        try
        {
            if (!ApiRoute.IsExact(context.Request, route.Path))
            {
                await NotFoundAsync(context);
                return;
            }

            if (Options.ReadOnly && ReadOnlyMode.Refuses(route))
            {
                await ProblemWriter.WriteAsync(context, ReadOnlyMode.Refusal);
                return;
            }

            using var passage = new Passage(RequestLimits, route.Kind);
            context.Features.Set(passage);
            if (passage.Refusal is { } full)
            {
                // Before the body: what is refused costs next to nothing, and no exception.
                var overloaded = new Problem(ProblemKind.Overloaded, full) { RetryAfter = RequestLimits.RetryAfter };
                Count(overloaded);
                await ProblemWriter.WriteAsync(context, overloaded);
                return;
            }

            if (!route.TakesBody)
                passage.Enter(); // else when the body is there, see JsonBody
            var query = QueryParameters.Read(context.Request.QueryString, route.Query);
            await route.Handler(new(context, this, passage, query) { IsDryRunOnly = Options.ReadOnly && route.Changes });
        }
        catch (Exception exception) when (IsGone(context, exception))
        {
            // The client went away: nobody reads an answer, and nothing is wrong with us.
            if (!context.Response.HasStarted)
                context.Response.StatusCode = ClientClosedRequest;
        }
        catch (JobSchedulerException exception) when (!context.Response.HasStarted && Problem.Of(exception) is { } problem)
        {
            Count(problem);
            await ProblemWriter.WriteAsync(context, problem);
        }
        catch (ProblemException exception) when (!context.Response.HasStarted)
        {
            Count(exception.Problem);
            await ProblemWriter.WriteAsync(context, exception.Problem);
        }
        catch (Exception exception)
        {
            await FailAsync(context, exception);
        }
    }

    /// <summary>Answers a path that is not of the API.</summary>
    public static Task NotFoundAsync(HttpContext context) =>
        ProblemWriter.WriteAsync(context, new(ProblemKind.NotFound, "Nothing is served at this path."));

    /// <summary>Answers a known path with another method; an unknown verb after a job id is not a known path.</summary>
    public static Task MethodNotAllowedAsync(HttpContext context, string template, string allow)
    {
        if (!ApiRoute.IsExact(context.Request, template) || HasUnknownVerb(context, template))
            return NotFoundAsync(context);
        context.Response.Headers.Allow = allow;
        return ProblemWriter.WriteAsync(
            context, new(ProblemKind.MethodNotAllowed, $"This path answers {allow}, not {context.Request.Method}."));
    }

    private static bool HasUnknownVerb(HttpContext context, string template) =>
        template.EndsWith('}')
        && context.Request.RouteValues.Values.OfType<string>().Any(value => value.Contains(':', StringComparison.Ordinal));

    private static bool IsGone(HttpContext context, Exception exception) =>
        context.RequestAborted.IsCancellationRequested && exception is (OperationCanceledException or IOException);

    private async Task FailAsync(HttpContext context, Exception exception)
    {
        LogFailed(context.Request.Method, context.Request.Path, RequestTrace.IdOf(context), exception);
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        Guard.SetHeaders(context);
        await ProblemWriter.WriteAsync(
            context, new(ProblemKind.InternalError, "The scheduler failed to answer; its log has the cause under this trace_id."));
    }

    [LoggerMessage(1501, LogLevel.Error, "{Method} {Path} failed, trace {TraceId}", EventName = "request_failed")]
    private partial void LogFailed(string method, string path, string traceId, Exception exception);
}
