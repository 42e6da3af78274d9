using System.Net;
using System.Text;
using JobScheduler.Client;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Tests.Client;

/// <summary>A request as the stub saw it.</summary>
internal sealed record SeenRequest(string Method, string PathAndQuery, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}

/// <summary>
/// Answers as the contract's examples do, one scripted answer after the other, below any address. Waits between tries take no
/// time: they are noted and move the clock.
/// </summary>
internal sealed class StubScheduler : HttpMessageHandler
{
    private readonly Queue<Func<CancellationToken, Task<HttpResponseMessage>>> _script = new();

    public List<SeenRequest> Requests { get; } = [];

    public List<TimeSpan> Waits { get; } = [];

    public ManualTime Time { get; } = new();

    public StubScheduler Answers(int status, string body, string type = "application/json", string? retryAfter = null) =>
        Answers(_ => Task.FromResult(Response(status, body, type, retryAfter)));

    public StubScheduler Answers(Func<CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _script.Enqueue(answer);
        return this;
    }

    public StubScheduler Problem(int status, string type, string more = "", string? retryAfter = null) =>
        Answers(status, Shapes.Problem(status, type, more), "application/problem+json", retryAfter);

    public StubScheduler Breaks(HttpRequestError error) =>
        Answers(_ => throw new HttpRequestException(error, $"broken: {error}"));

    public StubScheduler Streams(params string[] events) => Answers(200, string.Concat(events), "text/event-stream");

    public IJobSchedulerClient Client(Action<JobSchedulerClientOptions>? configure = null, Action<JobSchedulerClientBuilder>? build = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(new ClientSeams
        {
            Time = Time,
            Chance = () => 0.5,
            NewKey = () => "generated-key",
            Delay = (delay, cancellationToken) =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                Waits.Add(delay);
                Time.Advance(delay);
                return Task.CompletedTask;
            },
        });
        var builder = services.AddJobSchedulerClient(o =>
        {
            o.BaseAddress = new Uri("http://scheduler.test");
            configure?.Invoke(o);
        });
        builder.HttpClient.ConfigurePrimaryHttpMessageHandler(() => this);
        build?.Invoke(builder);
        return services.BuildServiceProvider().GetRequiredService<IJobSchedulerClient>();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Requests.Add(new SeenRequest(
            request.Method.Method, request.RequestUri!.PathAndQuery,
            request.Headers.ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase), body));
        if (!_script.TryDequeue(out var answer))
            throw new InvalidOperationException($"No answer is left for {request.Method} {request.RequestUri}");
        return await answer(cancellationToken);
    }

    private static HttpResponseMessage Response(int status, string body, string type, string? retryAfter)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) };
        if (retryAfter is not null)
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        return response;
    }
}

/// <summary>A clock that moves only when told; its timers are real.</summary>
internal sealed class ManualTime : TimeProvider
{
    private DateTimeOffset _now = new(2026, 12, 1, 10, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by) => _now += by;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.Ticks;
}
