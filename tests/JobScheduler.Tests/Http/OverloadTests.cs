using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using JobScheduler.Http.Limits;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Http;

/// <summary>What callers see when a bound is reached: 429 at once, and everything else goes on.</summary>
public sealed class OverloadTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly object Job = new { job_type = "echo" };
    private readonly SmallTarget _target = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _entered = new(0);

    public async Task InitializeAsync()
    {
        await _target.InitializeAsync();
        _target.Scheduler.BeforeSubmit = async _ =>
        {
            _entered.Release();
            await _open.Task;
        };
    }

    public Task DisposeAsync() => _target.DisposeAsync();

    [Fact]
    public async Task Submit_AllPlacesTaken_Is429AndTheRestGoesOn()
    {
        var held = await HoldSubmitsAsync();

        using var refused = await _target.Client.PostAsJsonAsync("v1/jobs", Job);
        await AssertOverloadedAsync(refused);
        using var batch = await _target.Client.PostAsJsonAsync("v1/jobs:batch", new { jobs = new[] { Job } });
        await AssertOverloadedAsync(batch);

        foreach (var path in new[] { "healthz", "readyz", "v1/jobs", "v1/jobs/" + _target.WaitingJob, "openapi/v1.json" })
        {
            using var read = await _target.Client.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.OK), (path, read.StatusCode));
        }

        using var cancelled = await _target.Client.PostAsync($"v1/jobs/{_target.CancelledJob}:cancel", null);
        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);

        _open.SetResult();
        foreach (var answer in await Task.WhenAll(held).WaitAsync(Patience))
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        using var again = await _target.Client.PostAsJsonAsync("v1/jobs", Job);
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Submit_RefusedWithALargeBody_IsToldThoughNobodyReadIt(bool chunked)
    {
        var held = await HoldSubmitsAsync();

        // All of it is sent before the answer is read, as simple clients do.
        var answer = await RawHttp.SendAsync(
            _target.Address, "POST", "/v1/jobs:batch", new byte[12 << 20], "application/json", chunked: chunked).WaitAsync(Patience);

        Assert.Equal((429, "1"), (answer.Status, answer.Header("Retry-After")));
        Assert.Equal(0, Limits.Bodies.Held);
        _open.SetResult();
        await Task.WhenAll(held).WaitAsync(Patience);
    }

    [Fact]
    public async Task Submit_OthersSendTheirBodiesSlowly_HasAPlace()
    {
        _open.SetResult();
        using var slow = new Slow(_target.Address);
        for (var i = 0; i < 10; i++)
            await slow.SendAsync(body: 1000, announced: 2000);
        await HeldAsync(bytes => bytes >= 10 * 1000);

        using var answer = await _target.Client.PostAsJsonAsync("v1/jobs", Job);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task Bodies_HoldAllTheyMay_TheNextIsRefusedAndLaterTaken()
    {
        _open.SetResult();
        using (var slow = new Slow(_target.Address))
        {
            for (var i = 0; i < 4; i++)
                await slow.SendAsync(body: 140_000, announced: 200_000); // 256 KiB each, 1 MiB in all
            await HeldAsync(bytes => bytes >= 900_000);

            using var refused = await _target.Client.PostAsync("v1/jobs", Large());
            await AssertOverloadedAsync(refused);
            Assert.True(Limits.Bodies.Held <= 1 << 20, "no more is held than may be");
        }

        await HeldAsync(bytes => bytes == 0);
        using var later = await _target.Client.PostAsync("v1/jobs", Large());
        Assert.Equal(HttpStatusCode.Accepted, later.StatusCode);
    }

    [Fact]
    public async Task Bodies_ManyLargeBatchesAtOnce_HoldNoMoreThanTheyMay()
    {
        _open.SetResult();
        var jobs = string.Join(',', Enumerable.Repeat($$"""{"job_type":"echo","payload":"{{new string('x', 5_000)}}"}""", 100));
        var body = Encoding.UTF8.GetBytes($$"""{"jobs":[{{jobs}}]}""");
        var most = 0L;
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            var answer = await RawHttp.SendAsync(_target.Address, "POST", "/v1/jobs:batch", body, "application/json");
            InterlockedMax(ref most, Limits.Bodies.Held);
            return answer.Status;
        })).WaitAsync(Patience);
        Assert.All(answers, status => Assert.True(status is 202 or 429, $"{status}"));
        Assert.Contains(202, answers);
        Assert.True(most <= 2 << 20, $"{most} bytes were held"); // a buffer that is just given back may still be counted with its successor
        await HeldAsync(bytes => bytes == 0);
    }

    private RequestLimits Limits => _target.Limits;

    /// <summary>Fills all places of submits.</summary>
    private async Task<Task<HttpResponseMessage>[]> HoldSubmitsAsync()
    {
        var held = Enumerable.Range(0, SmallTarget.Submits).Select(_ => _target.Client.PostAsJsonAsync("v1/jobs", Job)).ToArray();
        for (var i = 0; i < SmallTarget.Submits; i++)
            Assert.True(await _entered.WaitAsync(Patience), "the submits that are held are entered");
        return held;
    }

    private async Task HeldAsync(Func<long, bool> wanted)
    {
        using var enough = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!wanted(Limits.Bodies.Held))
        {
            // Another request passes the same server, so that what was sent before has been read.
            using var health = await _target.Client.GetAsync("healthz", enough.Token);
        }
    }

    private static async Task AssertOverloadedAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
        Assert.Equal("urn:jobscheduler:problem:overloaded", (string?)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["type"]);
    }

    private static StringContent Large() =>
        new($$"""{"job_type":"echo","payload":"{{new string('x', 200_000)}}"}""", Encoding.UTF8, "application/json");

    private static void InterlockedMax(ref long most, long value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, value, seen);
    }

    /// <summary>Connections that have sent a part of what they announced.</summary>
    private sealed class Slow(Uri address) : IDisposable
    {
        private readonly List<TcpClient> _connections = [];

        public async Task SendAsync(int body, int announced)
        {
            var client = new TcpClient();
            _connections.Add(client);
            await client.ConnectAsync(address.Host, address.Port);
            var head = $"POST /v1/jobs HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: {announced}\r\n\r\n";
            await client.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. new byte[body]]);
        }

        public void Dispose() => _connections.ForEach(client => client.Dispose());
    }

    private sealed class SmallTarget : FakeHttpTarget
    {
        public const int Submits = 2;

        public RequestLimits Limits => Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<RequestLimits>()).OfType<RequestLimits>().First();

        protected override void AddScheduler(WebApplicationBuilder builder)
        {
            base.AddScheduler(builder);
            builder.Services.Configure<JobSchedulerOptions>(options =>
            {
                options.Limits.MaxSubmits = Submits;
                options.Limits.MaxHeldBodyBytes = 1 << 20;
            });
        }
    }
}
