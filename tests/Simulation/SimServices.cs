using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Simulation;

/// <summary>The services of a node. A container of the framework would compile its own for every one of thousands of nodes.</summary>
internal sealed class SimServices(SimLoggers loggers, params object[] services) : IServiceProvider, IServiceScopeFactory, IServiceScope
{
    public IServiceProvider ServiceProvider => this;

    public object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceType == typeof(IServiceScopeFactory))
            return this;
        if (serviceType == typeof(ILoggerFactory))
            return loggers;
        return serviceType.IsGenericType && serviceType.GetGenericTypeDefinition() == typeof(ILogger<>)
            ? Activator.CreateInstance(typeof(Logger<>).MakeGenericType(serviceType.GenericTypeArguments), loggers)
            : Array.Find(services, serviceType.IsInstanceOfType);
    }

    public IServiceScope CreateScope() => this;

    public void Dispose()
    {
    }
}
