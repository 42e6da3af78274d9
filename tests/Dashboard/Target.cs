using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Dashboard.Tests;

/// <summary>What http jobs call: it is out of order until it is mended.</summary>
internal sealed class Target : IAsyncDisposable
{
    private readonly WebApplication _app;
    private volatile bool _works;

    private Target(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public static async Task<Target> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var target = new Target(builder.Build());
        target._app.Run(context =>
        {
            context.Response.StatusCode = target._works ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return context.Response.WriteAsync(target._works ? "done" : "out of order");
        });
        await target._app.StartAsync();
        return target;
    }

    public void Mend() => _works = true;

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
