using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace JobScheduler.Dashboard.Tests;

/// <summary>A reverse proxy that serves the silo below a path and nothing else, as docs/security.md sets one up.</summary>
internal sealed class PrefixProxy : IAsyncDisposable
{
    /// <summary>Where it serves it.</summary>
    public const string Prefix = "/tools/jobs";

    private readonly HttpMessageInvoker _upstream = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    private WebApplication? _app;

    /// <summary>The silo's address as its visitors know it, ending in '/'.</summary>
    public Uri Address => new(new Uri(_app!.Urls.First()), Prefix + "/");

    public async Task StartAsync(Uri silo)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Map(Prefix + "/{**path}", context => ForwardAsync(context, silo));
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        _upstream.Dispose();
    }

    private async Task ForwardAsync(HttpContext context, Uri silo)
    {
        using var request = ToSilo(context.Request, silo);
        using var answer = await _upstream.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Transfer-Encoding"))
            context.Response.Headers[name] = new StringValues([.. values]);
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static HttpRequestMessage ToSilo(HttpRequest request, Uri silo)
    {
        var path = request.Path.Value![Prefix.Length..];
        var forwarded = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(silo, path + request.QueryString));
        if (request.ContentLength is > 0)
            forwarded.Content = new StreamContent(request.Body);
        foreach (var (name, values) in request.Headers)
        {
            if (!forwarded.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                forwarded.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        forwarded.Headers.Host = request.Host.Value;
        forwarded.Headers.Add("X-Forwarded-Proto", request.Scheme);
        forwarded.Headers.Add("X-Forwarded-Prefix", Prefix);
        return forwarded;
    }
}
