using JobScheduler.Http;
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
    /// <c>/openapi/v1.json</c>. The application's
    /// JSON options, problem details and exception handler are neither used nor changed.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">Where to mount it, for example <c>/jobs</c>; empty: at the root.</param>
    /// <returns>Conventions for all of these endpoints, for example <c>RequireAuthorization()</c>.</returns>
    /// <remarks>Paths below the prefix (at the root: below <c>/v1</c>) that nothing else serves are answered 404 as a problem.</remarks>
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
        var path = prefix.Trim('/');
        var group = endpoints.MapGroup(path.Length == 0 ? "" : "/" + path);
        foreach (var routes in ApiRoutes.All.GroupBy(route => route.Path))
            MapPath(group, gateway, routes.Key, [.. routes]);
        group.Map(path.Length == 0 ? "/v1/{**path}" : "/{**path}", (RequestDelegate)Gateway.NotFoundAsync)
            .WithOrder(int.MaxValue).WithDisplayName("JobScheduler: unknown path");

        // The application's own OpenAPI document is left alone: ours is served by ourselves.
        group.ExcludeFromDescription();
        return group;
    }

    /// <summary>
    /// Answers every path that nothing else serves with the scheduler's 404 problem: for a process that is a scheduler and nothing else.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    public static IEndpointConventionBuilder MapJobSchedulerFallback(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints.Map("/{**path}", (RequestDelegate)Gateway.NotFoundAsync)
            .WithOrder(int.MaxValue).WithDisplayName("JobScheduler: unknown path").ExcludeFromDescription();
    }

    private static void MapPath(RouteGroupBuilder group, Gateway gateway, string path, ApiRoute[] routes)
    {
        foreach (var route in routes)
        {
            group.MapMethods(path, route.Methods, context => gateway.ServeAsync(context, route))
                .WithDisplayName("JobScheduler: " + route.OperationId).WithMetadata(route);
        }

        // Routing prefers endpoints that name the method, so this one receives the methods that nobody named.
        var allow = string.Join(", ", routes.SelectMany(route => route.Methods).Order(StringComparer.Ordinal));
        group.Map(path, context => Gateway.MethodNotAllowedAsync(context, path, allow)).WithDisplayName("JobScheduler: wrong method");
    }
}
