using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JobScheduler.Embedded;

/// <summary>Registers the embedded engine.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Registers one engine and its <see cref="IGrainFactory"/>. It is ready when first resolved; whoever hosts it calls
    /// <see cref="EmbeddedEngine.StopAsync"/> before the provider is disposed (disposing alone is a <see cref="EmbeddedEngine.Kill"/>).
    /// Called again, it configures the same engine further.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="configure">Adds grain classes and sets options.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddEmbeddedEngine(this IServiceCollection services, Action<EmbeddedEngineOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddSingleton(configure);
        services.TryAddSingleton(static provider =>
        {
            var options = new EmbeddedEngineOptions();
            foreach (var configure in provider.GetServices<Action<EmbeddedEngineOptions>>())
            {
                configure(options);
            }

            return new EmbeddedEngine(provider, options);
        });
        services.TryAddSingleton<IGrainFactory>(static provider => provider.GetRequiredService<EmbeddedEngine>());
        return services;
    }
}
