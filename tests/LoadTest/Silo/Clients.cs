using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.LoadTest.Silo;

/// <summary>The product's own client, for what a generator need not do itself.</summary>
internal static class Clients
{
    /// <param name="address">The silo.</param>
    /// <param name="retries">Tries again so often when the silo refuses or is away.</param>
    public static ServiceProvider For(Uri address, int retries = 3)
    {
        var services = new ServiceCollection();
        services.AddJobSchedulerClient(client =>
        {
            client.BaseAddress = address;
            client.MaxRetries = retries;
            client.AttemptTimeout = TimeSpan.FromSeconds(30);
        });
        return services.BuildServiceProvider();
    }
}
