using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Http;

/// <summary>The client over HTTP, and a gateway whose scheduler is a fake.</summary>
public abstract class OverGateway : IAsyncLifetime
{
    private ServiceProvider? _services;

    protected IJobSchedulerClient Client => _services!.GetRequiredService<IJobSchedulerClient>();

    private protected FakeHttpTarget Target { get; } = new();

    public async Task InitializeAsync()
    {
        await Target.InitializeAsync();
        var services = new ServiceCollection().AddLogging();
        services.AddJobSchedulerClient(options => (options.BaseAddress, options.MaxRetries) = (Target.Address, 0));
        _services = services.BuildServiceProvider();
    }

    public async Task DisposeAsync()
    {
        await _services!.DisposeAsync();
        await Target.DisposeAsync();
    }
}
