using System.Collections.Concurrent;
using System.Globalization;
using JobScheduler.Tests.History;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobScheduler.KillTest;

/// <summary>
/// The handler that outlives the silo: jobs of type http call it, it writes down who came and left when. It answers with the
/// attempt's fencing token, so that the stored result says which attempt it came from.
/// </summary>
internal sealed class Recorder(ConcurrentQueue<HistoryEvent> history, TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string JobId, long Token), byte> _running = new();
    private readonly WebApplication _server = Build();

    /// <summary>Where a job goes that takes so long and fails that often first.</summary>
    public string Url(int milliseconds, int failures) =>
        string.Create(CultureInfo.InvariantCulture, $"{_server.Urls.Single()}/run?ms={milliseconds}&failures={failures}");

    public async Task StartAsync()
    {
        _server.MapPost("/run", RunAsync);
        await _server.StartAsync();
    }

    /// <summary>
    /// The silo is dead: what still runs here counts no more. Called right before the restart, so that a request that was on its
    /// way when the silo died has arrived.
    /// </summary>
    public void InvalidateRunning()
    {
        foreach (var (jobId, token) in _running.Keys)
            history.Enqueue(new AttemptInvalidated(time.GetUtcNow(), jobId, token));
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private async Task RunAsync(HttpContext http)
    {
        var entered = time.GetUtcNow();
        var jobId = http.Request.Headers["Job-Id"].ToString();
        var attempt = int.Parse(http.Request.Headers["Job-Attempt"].ToString(), CultureInfo.InvariantCulture);
        var token = long.Parse(http.Request.Headers["Job-Fencing-Token"].ToString(), CultureInfo.InvariantCulture);
        _running[(jobId, token)] = 0;
        history.Enqueue(new AttemptEntered(entered, jobId, attempt, token, entered));
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Number("ms")), time, http.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        finally
        {
            // Before the answer is sent: the silo cannot know of the end before it is written down.
            _running.TryRemove((jobId, token), out _);
            history.Enqueue(new AttemptLeft(time.GetUtcNow(), jobId, token));
        }

        if (attempt <= Number("failures"))
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        else
            await http.Response.WriteAsJsonAsync(new { token });

        int Number(string name) => int.Parse(http.Request.Query[name].ToString(), CultureInfo.InvariantCulture);
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        return builder.Build();
    }
}
