using JobScheduler.Hosting.Registration;
using Microsoft.Extensions.DependencyInjection;

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
        builder.Services.AddJobSchedulerSettings(new SettingsSection<JobSchedulerHttpOptions>("Http")
            .Number("MaxDiscardBytes", o => o.MaxDiscardBytes, 0, 1 << 30, "How much of a body over its limit is read and dropped, so that the client can read the answer, 0 to 1 GiB.")
            .Number("MaxEventStreams", o => o.MaxEventStreams, 0, 100_000, "Streams of events that may be open at the same time on this node, 0 to 100000; over it 429."));
        if (configure is not null)
            builder.Services.Configure(configure);
        return builder;
    }
}
