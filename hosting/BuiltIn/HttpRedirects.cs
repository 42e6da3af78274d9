using System.Net;

namespace JobScheduler.Hosting.BuiltIn;

/// <summary>Says what request a redirect asks for. Whether its host may be called is judged where it is sent.</summary>
/// <remarks>RFC 9110, 15.4; methods as in https://fetch.spec.whatwg.org/#http-redirect-fetch.</remarks>
internal static class HttpRedirects
{
    private static readonly HashSet<string> ForTheFirstHostOnly =
        new(StringComparer.OrdinalIgnoreCase) { "Authorization", "Proxy-Authorization", "Cookie", "Cookie2", "Host" };

    /// <summary>The next request; null if the answer is none that sends elsewhere.</summary>
    /// <exception cref="HttpJobRefusedException">It must not be followed.</exception>
    public static HttpHop? Next(HttpHop hop, HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            return null;
        if (!response.Headers.NonValidated.TryGetValues("Location", out var values) || values.ToString() is not { Length: > 0 } location)
            return null;
        var next = Follow(hop, response.StatusCode, Target(hop.Url, location));
        return IsSameOrigin(hop.Url, next.Url) ? next : ForAnotherOrigin(next);
    }

    private static Uri Target(Uri current, string location)
    {
        if (!Uri.TryCreate(current, location, out var target) || (target.Scheme != Uri.UriSchemeHttp && target.Scheme != Uri.UriSchemeHttps)
            || target.Host.Length == 0)
            throw HttpJobRefusedException.Redirect("is no http or https URL");
        if (target.UserInfo.Length > 0)
            throw HttpJobRefusedException.Redirect("holds credentials");
        if (current.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp)
            throw HttpJobRefusedException.Redirect("leads from https to http");
        return target;
    }

    private static HttpHop Follow(HttpHop hop, HttpStatusCode status, Uri url)
    {
        var becomesGet = status == HttpStatusCode.SeeOther
            ? hop.Method != HttpMethod.Get && hop.Method != HttpMethod.Head
            : status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found && hop.Method == HttpMethod.Post;
        if (!becomesGet)
            return hop with { Url = url };
        var headers = hop.Headers.Where(h => !h.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)).ToArray();
        return hop with { Url = url, Method = HttpMethod.Get, Body = null, Headers = headers };
    }

    /// <summary>What was meant for one host stays away from the others, also if a later redirect leads back.</summary>
    private static HttpHop ForAnotherOrigin(HttpHop hop)
    {
        if (hop.Body is { HasSecret: true })
            throw HttpJobRefusedException.Redirect("would send the secret in the body to another host");
        return hop with { Headers = [.. hop.Headers.Where(h => !h.HasSecret && !ForTheFirstHostOnly.Contains(h.Name))] };
    }

    private static bool IsSameOrigin(Uri a, Uri b) =>
        a.Scheme == b.Scheme && a.Port == b.Port && a.IdnHost.Equals(b.IdnHost, StringComparison.OrdinalIgnoreCase);
}
