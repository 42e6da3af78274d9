using JobScheduler.Grains.Core;
using JobScheduler.Hosting.Handlers;
using JobScheduler.Hosting.Registration;
using Microsoft.Extensions.Options;

namespace JobScheduler.Hosting.Retention;

/// <summary>The settings below <c>JobScheduler:Retention</c>, and the rules that they and the registrations make together.</summary>
internal static class RetentionSettings
{
    private const string Range = ", 0 to 36500 days or forever.";

    /// <summary>A new table of them.</summary>
    public static SettingsSection<JobSchedulerRetentionOptions> Create() => new SettingsSection<JobSchedulerRetentionOptions>("Retention")
        .Period("Completed", o => o.Completed, "How long a completed job is kept after its end" + Range)
        .Period("Failed", o => o.Failed, "How long a failed job is kept after its end" + Range)
        .Period("Cancelled", o => o.Cancelled, "How long a cancelled job is kept after its end" + Range)
        .PeriodByName("ByJobType:<type>:Completed", "The same for completed jobs of one type; default that of its registration, else of all types.")
        .PeriodByName("ByJobType:<type>:Failed", "The same for failed jobs of one type.")
        .PeriodByName("ByJobType:<type>:Cancelled", "The same for cancelled jobs of one type.");

    /// <summary>What partitions go by.</summary>
    public static RetentionRules Rules(IOptions<JobSchedulerRetentionOptions> options, HandlerCatalog catalog)
    {
        var settings = options.Value;
        var byDefault = new RetentionPeriods(settings.Completed.Milliseconds, settings.Failed.Milliseconds, settings.Cancelled.Milliseconds);
        var byType = new Dictionary<string, RetentionPeriods>(StringComparer.Ordinal);
        foreach (var entry in catalog.Entries)
        {
            var names = entry.Aliases.Prepend(entry.JobType).ToList();
            var configured = names.Select(name => settings.ByJobType.TryGetValue(name, out var rule) ? rule : null).FirstOrDefault(rule => rule is not null);
            if (configured is null && entry.Retention is null)
                continue;
            foreach (var name in names)
                byType[name] = Merge(settings, configured, entry.Retention);
        }

        // A type that nobody registered here any more may still have jobs.
        foreach (var (name, rule) in settings.ByJobType)
            byType.TryAdd(name, Merge(settings, rule, null));
        return new RetentionRules(byDefault, byType);
    }

    private static RetentionPeriods Merge(JobSchedulerRetentionOptions settings, JobRetention? configured, JobRetention? registered) => new(
        (configured?.Completed ?? registered?.Completed ?? settings.Completed).Milliseconds,
        (configured?.Failed ?? registered?.Failed ?? settings.Failed).Milliseconds,
        (configured?.Cancelled ?? registered?.Cancelled ?? settings.Cancelled).Milliseconds);
}
