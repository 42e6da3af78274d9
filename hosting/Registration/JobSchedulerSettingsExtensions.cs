using JobScheduler.Hosting.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace JobScheduler;

/// <summary>Settings of a scheduler from configuration.</summary>
public static class JobSchedulerSettingsExtensions
{
    /// <summary>
    /// Takes the settings from a configuration section, after those made in code. An unknown key or an invalid value below it stops the
    /// start with a message that names it.
    /// </summary>
    /// <param name="builder">The scheduler.</param>
    /// <param name="section">Usually <c>configuration.GetSection("JobScheduler")</c>.</param>
    public static IJobSchedulerBuilder BindConfiguration(this IJobSchedulerBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        builder.Services.AddSingleton(new SettingsSource(section));
        return builder;
    }

    /// <summary>Every setting that can be made below <c>JobScheduler:</c>, in the order of the documentation.</summary>
    /// <param name="builder">The scheduler, with everything added that has settings of its own.</param>
    public static IReadOnlyList<JobSchedulerSetting> DescribeSettings(this IJobSchedulerBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return [.. builder.Services.Where(d => d.ServiceType == typeof(SettingsSection))
            .SelectMany(d => ((SettingsSection)d.ImplementationInstance!).Settings)
            .Select(s => new JobSchedulerSetting("JobScheduler:" + s.Key, s.Default, s.Meaning))];
    }

    /// <summary>
    /// Adds an options class to the settings: to what is bound, checked at start, described by <c>--help</c> and in the documentation.
    /// Adding a section of the same name again adds nothing.
    /// </summary>
    internal static IServiceCollection AddJobSchedulerSettings<TOptions>(this IServiceCollection services, SettingsSection<TOptions> section)
        where TOptions : class, new()
    {
        if (services.Any(d => d.ServiceType == typeof(SettingsSection<TOptions>)))
            return services;
        services.AddSingleton(section);
        services.AddSingleton<SettingsSection>(section);
        services.AddSingleton<IConfigureOptions<TOptions>, SettingsBinder<TOptions>>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, SettingsBinder<TOptions>>());
        services.AddOptions<TOptions>().ValidateOnStart();
        return services;
    }
}

/// <summary>A setting, for people.</summary>
/// <param name="Key">For example <c>JobScheduler:Slots</c>; as an environment variable <c>JobScheduler__Slots</c>.</param>
/// <param name="Default">As it would be written in a configuration file.</param>
/// <param name="Meaning">One sentence, with unit and range.</param>
public sealed record JobSchedulerSetting(string Key, string Default, string Meaning);
