using JobScheduler.Http.Guard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace JobScheduler.Http.Serving;

/// <summary>Serves the page where the API is mounted: its files, and index.html at every address that the page itself makes sense of.</summary>
internal sealed class PageEndpoints(PageFiles files)
{
    private const string Path = "path";
    private const string Forever = "public, max-age=31536000, immutable";

    // Nothing below these is the page's, so that a typing mistake in a call is not answered with a page.
    private static readonly HashSet<string> OfTheApi =
        [.. ApiRoutes.All.Select(route => route.Path.Split('/')[1])];

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>The page of an application's scheduler; null: it is turned off.</summary>
    public static PageEndpoints? Of(IServiceProvider services) =>
        services.GetRequiredService<IOptions<JobSchedulerHttpOptions>>().Value.Page ? new(services.GetService<PageFiles>() ?? PageFiles.Embedded) : null;

    /// <summary>
    /// Maps what belongs to the page alone, at the root of an application that may have pages of its own, which come first. The
    /// addresses that only the page knows are left to <see cref="JobSchedulerEndpoints.MapJobSchedulerFallback"/>.
    /// </summary>
    public void MapRoot(IEndpointRouteBuilder root)
    {
        foreach (var path in files.Paths.Prepend(""))
        {
            root.MapMethods("/" + path, Methods, context => ServeAsync(context, path)).WithOrder(int.MaxValue - 1)
                .WithDisplayName("JobScheduler: page").WithMetadata(new LinkTarget(SecurityHeaders.PagePolicy), new PageRoot());
        }
    }

    /// <summary>Maps every path that nothing else serves.</summary>
    /// <param name="place">Where the page lies.</param>
    /// <param name="page">Null: there is none, and all are answered 404.</param>
    /// <param name="onlyIfMapped">Only where <see cref="MapRoot"/> was called too: else the page would not find its API.</param>
    public static IEndpointConventionBuilder MapRest(IEndpointRouteBuilder place, PageEndpoints? page, bool onlyIfMapped)
    {
        var here = new Lazy<bool>(() => page is not null && (!onlyIfMapped || IsMapped(place.ServiceProvider)));
        var rest = place.Map("/{**" + Path + "}", context => here.Value
            ? page!.ServeAsync(context, context.Request.RouteValues[Path] as string ?? "") : Gateway.NotFoundAsync(context));
        rest.WithOrder(int.MaxValue).WithDisplayName("JobScheduler: unknown path");
        if (page is not null)
            rest.WithMetadata(new LinkTarget(SecurityHeaders.PagePolicy));
        return rest;
    }

    private static bool IsMapped(IServiceProvider services) =>
        services.GetRequiredService<EndpointDataSource>().Endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<PageRoot>() is not null);

    private Task ServeAsync(HttpContext context, string path)
    {
        var request = context.Request;
        if (!Methods.Contains(request.Method))
            return Gateway.NotFoundAsync(context);
        if (files.Find(path) is { } file)
            return AnswerAsync(context, file);
        return path.Length == 0 || (IsOfThePage(path) && WantsHtml(request)) ? AnswerIndexAsync(context, path) : Gateway.NotFoundAsync(context);
    }

    private static bool IsOfThePage(string path) =>
        !path.StartsWith(PageFiles.Assets, StringComparison.Ordinal) && !OfTheApi.Contains(path.Split('/')[0]);

    private static bool WantsHtml(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) && type.Quality is null or > 0);

    private Task AnswerIndexAsync(HttpContext context, string path)
    {
        var request = context.Request;
        var here = request.Path.Value ?? "";
        if (!here.EndsWith(path, StringComparison.Ordinal))
            return Gateway.NotFoundAsync(context);
        var root = here[..^path.Length].TrimEnd('/') + "/";
        var html = files.IndexBelow(request.PathBase.Add(root));
        return SendAsync(context, new PageCopy(null, html), "text/html; charset=utf-8", "no-cache");
    }

    private static Task AnswerAsync(HttpContext context, PageFile file)
    {
        if (file.Varies)
            context.Response.Headers.Append("Vary", "Accept-Encoding");
        return SendAsync(context, file.CopyFor(context.Request), file.ContentType, file.IsImmutable ? Forever : "no-cache");
    }

    private static async Task SendAsync(HttpContext context, PageCopy copy, string contentType, string caching)
    {
        var (response, headers) = (context.Response, context.Response.Headers);
        (headers.ETag, headers.CacheControl) = (copy.ETag, caching);
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag == copy.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        if (copy.Encoding is not null)
            headers.ContentEncoding = copy.Encoding;
        response.ContentType = contentType;
        response.ContentLength = copy.Bytes.Length;
        await response.BodyWriter.WriteAsync(copy.Bytes, context.RequestAborted);
    }

    /// <summary>Marks the page at the root.</summary>
    private sealed record PageRoot;
}
