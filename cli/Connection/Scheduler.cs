using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Cli.Connection;

/// <summary>The scheduler that a command talks to. Calls are made one at a time.</summary>
internal sealed class Scheduler : IAsyncDisposable
{
    private readonly AnswerTap _tap = new();
    private readonly ServiceProvider _services;

    private Scheduler(ServerAddress address, TimeSpan retryFor, Terminal terminal)
    {
        Address = address;
        var services = new ServiceCollection();
        var client = services.AddJobSchedulerClient(options => (options.BaseAddress, options.RetryFor) = (address.Url, retryFor));
        client.HttpClient.RemoveAllLoggers().AddHttpMessageHandler(_tap.CreateHandler);
        services.AddHttpClient(Direct, http => http.Timeout = TimeSpan.FromSeconds(10)).RemoveAllLoggers();
        if (terminal.Http is { } configure)
        {
            configure(client.HttpClient);
            configure(services.AddHttpClient(Direct));
        }

        _services = services.BuildServiceProvider();
        Client = _services.GetRequiredService<IJobSchedulerClient>();
    }

    /// <summary>Where it is.</summary>
    public ServerAddress Address { get; }

    /// <summary>For calls whose answer is not shown as it is.</summary>
    public IJobSchedulerClient Client { get; }

    /// <summary>The newest answer's problem, or empty.</summary>
    public ReadOnlyMemory<byte> Problem => _tap.IsProblem ? _tap.Body : default;

    private const string Direct = "direct";

    /// <param name="address">Where it is.</param>
    /// <param name="retryFor">For how long a call is tried again.</param>
    /// <param name="terminal">Where this runs.</param>
    public static Scheduler At(ServerAddress address, TimeSpan retryFor, Terminal terminal) => new(address, retryFor, terminal);

    /// <summary>Makes one call.</summary>
    public async Task<Answer<T>> AskAsync<T>(Func<IJobSchedulerClient, Task<T>> call)
    {
        _tap.Clear();
        var value = await call(Client);
        return new(value, _tap.Body);
    }

    /// <summary>For what the client has no method: whether the process serves and is ready. Not tried again.</summary>
    /// <param name="path">Below the address.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellationToken) =>
        _services.GetRequiredService<IHttpClientFactory>().CreateClient(Direct)
            .GetAsync(new Uri(Address.Url.AbsoluteUri.TrimEnd('/') + "/" + path), cancellationToken);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
