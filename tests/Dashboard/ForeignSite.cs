using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Dashboard.Tests;

/// <summary>A site that has nothing to do with the scheduler, and would like to. Its pages are empty; tests run scripts in them.</summary>
internal sealed class ForeignSite : IAsyncDisposable
{
    /// <summary>A name that leads to this machine in the browser of the tests, as that of a rebinding page does.</summary>
    public const string Name = "evil.test";

    private WebApplication? _app;

    /// <summary>Its address by a host of this machine: an address is the same site as the scheduler's, a name is another.</summary>
    public Uri At(string host) => new UriBuilder(_app!.Urls.First()) { Host = host }.Uri;

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync("<!doctype html><title>elsewhere</title><h1>elsewhere</h1>");
        });
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }
}
