using System.Collections.Concurrent;

namespace JobScheduler.Samples.Providers.Stub;

/// <summary>Faults to order: each is served to the next requests of its provider, then it answers well again.</summary>
internal sealed class StubFaults
{
    public static readonly string[] Kinds = ["slow", "hold", "hang", "429", "500", "401", "malformed", "shape"];

    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _ordered = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _held = new();

    /// <summary>Orders a fault behind those that wait already.</summary>
    /// <returns>How many wait now.</returns>
    public int Order(string provider, string kind, int times)
    {
        var waiting = _ordered.GetOrAdd(provider, _ => []);
        for (var i = 0; i < times; i++)
            waiting.Enqueue(kind);
        return waiting.Count;
    }

    /// <summary>Answers the requests that are held.</summary>
    public void LetGo(string provider)
    {
        if (_held.TryRemove(provider, out var held))
            held.SetResult();
    }

    /// <summary>Serves the next fault of a provider, or its true answer.</summary>
    public async ValueTask<object?> ServeAsync(string provider, EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var kind = _ordered.TryGetValue(provider, out var waiting) && waiting.TryDequeue(out var ordered) ? ordered : "none";
        var context = call.HttpContext;
        switch (kind)
        {
            case "slow":
                await Task.Delay(Slowness, TimeProvider.System, context.RequestAborted);
                return await next(call);
            case "hold":
                var held = _held.GetOrAdd(provider, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                await held.Task.WaitAsync(context.RequestAborted);
                return await next(call);
            case "hang":
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
                return Results.Empty;
            case "429":
                context.Response.Headers.RetryAfter = "1";
                return Results.StatusCode(StatusCodes.Status429TooManyRequests);
            case "500" or "401":
                return Results.StatusCode(int.Parse(kind, null));
            case "malformed":
                return Results.Text("""{"this is not""", "application/json");
            case "shape":
                return Results.Text("""{"something":"else"}""", "application/json");
            default:
                return await next(call);
        }
    }
}
