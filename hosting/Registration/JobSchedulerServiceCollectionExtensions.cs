using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;
using JobScheduler.Hosting.AttemptLogs;
using JobScheduler.Hosting.Backups;
using JobScheduler.Hosting.BuiltIn;
using JobScheduler.Hosting.Client;
using JobScheduler.Hosting.Handlers;
using JobScheduler.Hosting.Registration;
using JobScheduler.Hosting.Retention;
using JobScheduler.Hosting.Runtime;
using JobScheduler.Hosting.Schedules;
using JobScheduler.Hosting.Submissions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobScheduler;

/// <summary>Adds a scheduler to an application.</summary>
public static class JobSchedulerServiceCollectionExtensions
{
    /// <summary>The key under which the scheduler's own <see cref="TimeProvider"/> is registered; register another one first to replace it.</summary>
    public const string TimeProviderKey = "JobScheduler";

    /// <summary>
    /// Adds a durable job scheduler that runs inside this application: it starts and stops with the host. A store must be chosen on
    /// the result (<c>UseSqlite(path)</c>, or <c>UseInMemory()</c> for tests), else the start stops. Calling it again adds nothing but
    /// <paramref name="configure"/>.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the settings; what is bound from configuration comes after it.</param>
    public static IJobSchedulerBuilder AddJobScheduler(this IServiceCollection services, Action<JobSchedulerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (configure is not null)
            services.Configure(configure);
        var builder = new JobSchedulerBuilder(services);
        if (services.Any(d => d.ServiceType == typeof(HandlerCatalog)))
            return builder;
        services.AddLogging();
        services.AddJobSchedulerSettings(SchedulerSettings.Create());
        services.AddJobSchedulerSettings(SchedulerSettings.CreateLog());
        services.AddJobSchedulerSettings(SchedulerSettings.CreateAttemptLogs());
        services.AddJobSchedulerSettings(RetentionSettings.Create());
        services.AddJobSchedulerSettings(new SettingsSection<JobSchedulerBackupOptions>("Backup")
            .Text("Directory", o => o.Directory, "Folder of the backups that are asked for over the API; a relative one lies in the store's folder.")
            .Number("Keep", o => o.Keep, 1, 1000, "How many of those backups are kept, 1 to 1000; older ones are deleted after a new one."));
        AddStartCheck(services);
        services.TryAddKeyedSingleton(TimeProviderKey, TimeProvider.System);
        services.TryAddSingleton<IRandomSource, SystemRandomSource>();
        AddHandlers(services);
        AddSubmissions(services);
        BuiltInHandlers.AddTo(services);
        AddRuntime(services);
        AddSchedules(services);
        return builder;
    }

    private static void AddStartCheck(IServiceCollection services)
    {
        services.TryAdd(StoreCheck.Placeholder);
        services.AddSingleton(new StoreCheck(services));
        services.AddSingleton(provider => new Lazy<HandlerCatalog>(provider.GetRequiredService<HandlerCatalog>));
        services.AddHostedService<StartCheck>();
    }

    private static void AddRuntime(IServiceCollection services)
    {
        MetricsRegistration.AddTo(services);
        services.AddSingleton<NodeHolder>();
        services.AddSingleton(provider => provider.GetRequiredService<NodeHolder>().Node);
        services.AddSingleton(provider => provider.GetRequiredService<NodeHolder>().Node.Settings);
        services.AddSingleton(provider => new AttemptRunner(
            provider.GetRequiredService<NodeHolder>().Node,
            provider.GetRequiredService<IHandlerInvoker>(),
            provider.GetRequiredService<JobStore>().Queries,
            provider.GetRequiredService<ILogger<AttemptRunner>>()));
        services.AddSingleton(provider => RetentionSettings.Rules(
            provider.GetRequiredService<IOptions<JobSchedulerRetentionOptions>>(), provider.GetRequiredService<HandlerCatalog>()));
        services.AddSingleton<SchedulerPlan>();
        services.AddSingleton<ISchedulerHealth, SchedulerHealth>();
        services.AddSingleton<GrainCalls>();
        services.AddSingleton<JobReader>();
        services.AddSingleton<BackupRunner>();
        ServerParts.AddTo(services);
        services.AddSingleton<InProcessClient>();
        services.TryAddSingleton<IJobSchedulerClient>(static provider => provider.GetRequiredService<InProcessClient>());
        services.AddHostedService<SchedulerService>();
        EngineRegistration.AddTo(services);
    }

    private static void AddSchedules(IServiceCollection services)
    {
        services.AddJobSchedulerSettings(new SettingsSection<JobSchedulerDeclaredSchedulesOptions>("DeclaredSchedules")
            .Switch("RemoveUndeclared", o => o.RemoveUndeclared, "Delete every schedule at start that is declared neither in code nor below JobScheduler:Schedules, also those made over the API."));
        var settings = ScheduleSettings.Create();
        services.AddSingleton(settings);
        services.AddSingleton<SettingsSection>(settings);
        services.AddSingleton<DeclaredSchedules>();
        services.AddSingleton(provider => new Lazy<DeclaredSchedules>(provider.GetRequiredService<DeclaredSchedules>));

        // Always the scheduler in this process, also where the application talks to another one.
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<ScheduleDeclarer>(
            provider, provider.GetRequiredService<InProcessClient>()));
    }

    private static void AddHandlers(IServiceCollection services)
    {
        services.AddSingleton<HandlerCatalog>();
        services.AddSingleton<IHandlerInvoker, HandlerInvoker>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, AttemptLogProvider>());
    }

    private static void AddSubmissions(IServiceCollection services)
    {
        services.AddSingleton<AnnotationsValidator>();
        services.AddSingleton<PayloadCheck>();
        services.AddSingleton<SubmissionResolver>();
        services.AddSingleton<BatchResolver>();
        services.AddSingleton<ScheduleResolver>();
        services.AddSingleton<SchedulePreviews>();
        services.AddSingleton<DistantTypes>();
        services.AddSingleton<ISubmissionCheck, SubmissionCheck>();
        services.AddSingleton<RequestResolvers>();
    }
}
