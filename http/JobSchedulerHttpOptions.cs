using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JobScheduler;

/// <summary>
/// The HTTP gateway's settings, below <c>JobScheduler:Http</c>. The size limits of requests are in <see cref="JobSchedulerOptions"/>.
/// </summary>
public sealed class JobSchedulerHttpOptions
{
    /// <summary>Where they lie in the configuration.</summary>
    public const string Section = "JobScheduler:Http";

    /// <summary>
    /// How much of a body over its limit is read and dropped, so that the client can read the answer, 0 to 1 GiB. Default 32 MiB.
    /// </summary>
    public int MaxDiscardBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Streams of events that may be open at the same time on this node, 0 to 100000; over it 429. Default 1000.</summary>
    public int MaxEventStreams { get; set; } = 1000;
}

/// <summary>Adds the HTTP gateway's settings to a scheduler.</summary>
public static class JobSchedulerHttpBuilderExtensions
{
    /// <summary>
    /// Binds <see cref="JobSchedulerHttpOptions"/> to the configuration and checks them at start. Without it the defaults apply.
    /// </summary>
    /// <param name="builder">The scheduler.</param>
    /// <param name="configure">Changes what the configuration says.</param>
    public static IJobSchedulerBuilder AddHttp(this IJobSchedulerBuilder builder, Action<JobSchedulerHttpOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<JobSchedulerHttpOptions>().BindConfiguration(JobSchedulerHttpOptions.Section);
        if (configure is not null)
            options.Configure(configure);
        options.ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<JobSchedulerHttpOptions>, JobSchedulerHttpOptionsRules>();
        return builder;
    }
}

internal sealed class JobSchedulerHttpOptionsRules : IValidateOptions<JobSchedulerHttpOptions>
{
    private const int MaxDiscardBytes = 1024 * 1024 * 1024;
    private const int MaxEventStreams = 100_000;

    public ValidateOptionsResult Validate(string? name, JobSchedulerHttpOptions options)
    {
        List<string> failures = [];
        if (options.MaxDiscardBytes is < 0 or > MaxDiscardBytes)
            failures.Add($"{JobSchedulerHttpOptions.Section}:{nameof(options.MaxDiscardBytes)} must be between 0 and {MaxDiscardBytes}.");
        if (options.MaxEventStreams is < 0 or > MaxEventStreams)
            failures.Add($"{JobSchedulerHttpOptions.Section}:{nameof(options.MaxEventStreams)} must be between 0 and {MaxEventStreams}.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
