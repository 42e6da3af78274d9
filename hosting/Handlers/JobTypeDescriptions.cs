using System.Collections.Concurrent;
using System.ComponentModel;
using System.Reflection;
using JobScheduler.Grains.Node;
using JobScheduler.Hosting.Submissions;

namespace JobScheduler.Hosting.Handlers;

/// <summary>Describes the job types that this process knows; each schema is made once, when somebody asks for it.</summary>
internal sealed class JobTypeDescriptions(HandlerCatalog catalog) : IJobTypeDescriptions
{
    private readonly ConcurrentDictionary<JobTypeEntry, RawJson?> _schemas = new();

    /// <inheritdoc/>
    public JobTypeDescription? Describe(string jobType)
    {
        ArgumentNullException.ThrowIfNull(jobType);
        if (catalog.Find(jobType) is not { } entry)
            return null;
        var defaults = entry.Defaults;
        return new JobTypeDescription
        {
            Name = jobType,
            AliasOf = jobType == entry.JobType ? null : entry.JobType,
            Description = entry.Description ?? entry.PayloadType?.GetCustomAttribute<DescriptionAttribute>()?.Description,
            PayloadSchema = _schemas.GetOrAdd(entry, PayloadSchema.Of),
            Queue = defaults.Queue ?? SubmissionResolver.DefaultQueue,
            MaxAttempts = defaults.MaxAttempts ?? RetryRules.ImpliedAttempts(defaults.Retry) ?? SubmissionResolver.DefaultMaxAttempts,
        };
    }
}
