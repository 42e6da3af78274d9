using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler;

/// <summary>Configures a scheduler: a store (<c>UseSqlite(path)</c>, <c>UseInMemory()</c>) and handlers (<c>AddHandler</c>).</summary>
public interface IJobSchedulerBuilder
{
    /// <summary>The application's services.</summary>
    IServiceCollection Services { get; }
}
