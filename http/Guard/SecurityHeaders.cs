using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Guard;

/// <summary>What every answer tells a browser not to do with it.</summary>
internal static class SecurityHeaders
{
    /// <summary>For answers that are data: nothing in them is ever run or shown in a frame.</summary>
    public const string DataPolicy = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>For the page: what it is made of comes from here, and so does what it asks.</summary>
    public const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
        + "base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>For pages of others that are served beside ours and load what they like.</summary>
    public const string ForeignPagePolicy = "frame-ancestors 'none'";

    /// <summary>Sets them.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="policy">Its Content-Security-Policy.</param>
    /// <remarks>
    /// The referrer policy is not <c>no-referrer</c>: under that, browsers send <c>Origin: null</c> with some requests of our own page.
    /// </remarks>
    public static void Set(HttpResponse response, string policy)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
