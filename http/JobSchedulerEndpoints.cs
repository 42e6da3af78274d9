using JobScheduler.Http;
using JobScheduler.Http.Guard;
using JobScheduler.Http.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler;

/// <summary>Serves the scheduler's HTTP API from any ASP.NET Core application.</summary>
public static class JobSchedulerEndpoints
{
    /// <summary>
    /// Maps the API below a prefix: <c>{prefix}/v1/...</c>, <c>/healthz</c>, <c>/readyz</c>, <c>/metrics</c>,
    /// <c>/openapi/v1.json</c>, and the page at the prefix itself, unless <see cref="JobSchedulerHttpOptions.Page"/> is off. The application's
    /// JSON options, problem details and exception handler are neither used nor changed. Pages of other sites cannot call it: see
    /// <see cref="JobSchedulerHttpOptions"/> for the names and origins it answers to.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">Where to mount it, for example <c>/jobs</c>; empty: at the root.</param>
    /// <returns>Conventions for all of these endpoints, for example <c>RequireAuthorization()</c>.</returns>
    /// <remarks>
    /// Paths below the prefix (at the root: below <c>/v1</c>) that nothing else serves are answered 404 as a problem, or with the page if a
    /// browser asks for one. At the root the page's own addresses, as <c>/jobs/17</c>, need <see cref="MapJobSchedulerFallback"/>.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The services have no scheduler.</exception>
    public static IEndpointConventionBuilder MapJobScheduler(this IEndpointRouteBuilder endpoints, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var known = endpoints.ServiceProvider.GetService<IServiceProviderIsService>();
        if (known is not null && !known.IsService(typeof(IJobSchedulerClient)))
            throw new InvalidOperationException("MapJobScheduler needs a scheduler: call services.AddJobScheduler(...) first.");

        ListeningScope.Declare(endpoints.ServiceProvider);
        var gateway = new Gateway(endpoints.ServiceProvider);
        var page = PageEndpoints.Of(endpoints.ServiceProvider);
        var path = prefix.Trim('/');
        var group = endpoints.MapGroup(path.Length == 0 ? "" : "/" + path);
        gateway.Guard.Protect(group);
        foreach (var routes in ApiRoutes.All.GroupBy(route => route.Path))
            MapPath(group, gateway, routes.Key, [.. routes]);
        if (path.Length > 0)
        {
            PageEndpoints.MapRest(group, page, onlyIfMapped: false);
        }
        else
        {
            page?.MapRoot(group);
            group.Map("/v1/{**path}", (RequestDelegate)Gateway.NotFoundAsync).WithOrder(int.MaxValue).WithDisplayName("JobScheduler: unknown path");
        }

        // The application's own OpenAPI document is left alone: ours is served by ourselves.
        group.ExcludeFromDescription();
        return group;
    }

    /// <summary>
    /// Answers every path that nothing else serves with the scheduler's 404 problem, or with the page if a browser asks for one and it is
    /// mounted at the root: for a process that is a scheduler and nothing else.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    public static IEndpointConventionBuilder MapJobSchedulerFallback(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return PageEndpoints.MapRest(endpoints, PageEndpoints.Of(endpoints.ServiceProvider), onlyIfMapped: true)
            .RequireJobSchedulerGuard().ExcludeFromDescription();
    }

    /// <summary>
    /// Puts other endpoints of the application behind the rules that guard the API: the names and origins it answers to, no frames. For
    /// pages that are served beside it, as the Orleans Dashboard; a link elsewhere opens them.
    /// </summary>
    /// <typeparam name="TBuilder">What maps them.</typeparam>
    /// <param name="endpoints">The endpoints.</param>
    public static TBuilder RequireJobSchedulerGuard<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(endpoint =>
        {
            if (!endpoint.Metadata.OfType<LinkTarget>().Any())
                endpoint.Metadata.Add(new LinkTarget(SecurityHeaders.ForeignPagePolicy));
            new RequestGuard(endpoint.ApplicationServices).Protect(endpoint);
        });
        return endpoints;
    }

    private static void MapPath(RouteGroupBuilder group, Gateway gateway, string path, ApiRoute[] routes)
    {
        foreach (var route in routes)
        {
            group.MapMethods(path, route.Methods, context => gateway.ServeAsync(context, route))
                .WithDisplayName("JobScheduler: " + route.OperationId).WithMetadata(route, gateway.RequestLimits);
        }

        // Routing prefers endpoints that name the method, so this one receives the methods that nobody named.
        var allow = string.Join(", ", routes.SelectMany(route => route.Methods).Order(StringComparer.Ordinal));
        group.Map(path, context => Gateway.MethodNotAllowedAsync(context, path, allow)).WithDisplayName("JobScheduler: wrong method");
    }
}
