using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobScheduler.LoadTest.Day;

/// <summary>What the jobs of type http call: it answers a status until an attempt, and 200 from then on.</summary>
internal sealed class Stub : IAsyncDisposable
{
    private readonly WebApplication _server = Build();
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Where a job goes whose first attempts are to fail.</summary>
    /// <param name="failures">How many attempts are answered <paramref name="status"/>.</param>
    /// <param name="status">503 is retried, 404 makes a dead letter.</param>
    public string Url(int failures = 0, int status = 503) =>
        string.Create(CultureInfo.InvariantCulture, $"{_server.Urls.Single()}/call?failures={failures}&status={status}");

    public async Task StartAsync()
    {
        _server.MapPost("/call", Answer);
        await _server.StartAsync();
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private IResult Answer(HttpRequest request, int failures, int status)
    {
        Interlocked.Increment(ref _calls);
        return int.Parse(request.Headers["Job-Attempt"].ToString(), CultureInfo.InvariantCulture) <= failures
            ? Results.StatusCode(status) : Results.Ok(new { ok = true });
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        return builder.Build();
    }
}
