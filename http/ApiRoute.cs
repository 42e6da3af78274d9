using JobScheduler.Http.Limits;
using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http;

/// <summary>One operation of the API: what routing, the OpenAPI document and the tests know about it.</summary>
/// <param name="Method">The method that documents it; a GET also answers HEAD.</param>
/// <param name="Path">Its template below the prefix.</param>
/// <param name="OperationId">Its name in the OpenAPI document.</param>
/// <param name="Query">The query parameters it knows.</param>
/// <param name="Handler">Serves it.</param>
internal sealed record ApiRoute(string Method, string Path, string OperationId, string[] Query, Func<ApiCall, Task> Handler)
{
    public string[] Methods { get; } = Method == HttpMethods.Get ? [HttpMethods.Get, HttpMethods.Head] : [Method];

    /// <summary>What its requests are counted as.</summary>
    public RequestKind Kind { get; init; } = Method == HttpMethods.Get ? RequestKind.Read : RequestKind.Change;

    /// <summary>Its requests change something; one with <see cref="HasDryRun"/> need not.</summary>
    public bool Changes => Kind is RequestKind.Change or RequestKind.Submit;

    /// <summary>Its body may ask, by <c>dry_run</c>, what would change, and then nothing does.</summary>
    public bool HasDryRun { get; init; }

    /// <summary>Its requests may have a body that is read.</summary>
    public bool TakesBody => Method != HttpMethods.Get && Method != HttpMethods.Delete;

    /// <summary>
    /// True when the request's path is the template's, letter for letter. Routing alone would ignore case and a trailing slash, and
    /// take an encoded colon (a part of an odd id) for the one before a verb.
    /// </summary>
    public static bool IsExact(HttpRequest request, string template)
    {
        var expected = template;
        foreach (var (name, value) in request.RouteValues)
            expected = expected.Replace("{" + name + "}", value as string, StringComparison.Ordinal);
        if (request.Path.Value is not { } path || !path.EndsWith(expected, StringComparison.Ordinal))
            return false;
        var verb = template.LastIndexOf(':');
        return verb < 0 || !RawPathEndsWith(request.HttpContext, "%3A" + template[(verb + 1)..]);
    }

    private static bool RawPathEndsWith(HttpContext context, string end)
    {
        var raw = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()?.RawTarget ?? "";
        var query = raw.IndexOf('?', StringComparison.Ordinal);
        return raw.AsSpan(0, query < 0 ? raw.Length : query).EndsWith(end, StringComparison.OrdinalIgnoreCase);
    }
}
