using JobScheduler.Hosting.Registration;
using JobScheduler.Http.Guard;
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

    /// <summary>Whether the page is served where the API is mounted. Default true.</summary>
    public bool Page { get; set; } = true;

    /// <summary>
    /// Whether requests that would change something are answered 403 <c>read-only</c>; reads, previews and dry runs stay. It says nothing of
    /// <see cref="IJobSchedulerClient"/> in this process. Default false.
    /// </summary>
    public bool ReadOnly { get; set; }

    /// <summary>
    /// Names the scheduler answers to, beside loopback names, addresses and the names in the server's <c>urls</c>: <c>jobs.example.com</c>,
    /// all names below one (<c>*.example.com</c>), or <c>*</c> for any, which gives up the protection against DNS rebinding. Default none.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>Origins, as <c>https://ops.example.com</c>, whose pages may call the API (CORS). Default none: only its own page.</summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>
    /// Addresses and networks of reverse proxies whose <c>X-Forwarded-Host</c>, <c>-Proto</c> and <c>-Prefix</c> count; everybody else's
    /// are ignored. Default none.
    /// </summary>
    public IList<string> TrustedProxies { get; } = [];
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
            .Number("MaxEventStreams", o => o.MaxEventStreams, 0, 100_000, "Streams of events that may be open at the same time on this node, 0 to 100000; over it 429.")
            .Switch("Page", o => o.Page, "Whether the page is served where the API is.")
            .Switch("ReadOnly", o => o.ReadOnly, "Whether requests that would change something are answered 403; reads, previews and dry runs stay.")
            .List("AllowedHosts", o => o.AllowedHosts, OwnHosts.IsEntry, "a name as jobs.example.com, *.example.com or *", "Names the scheduler answers to, beside loopback names, addresses and the names in urls: jobs.example.com, *.example.com, or * for any, with n from 0.")
            .List("AllowedOrigins", o => o.AllowedOrigins, text => WebOrigin.Parse(text) is not null, "an origin as https://ops.example.com, without a path", "Origins whose pages may call the API (CORS), as https://ops.example.com, with n from 0.")
            .List("TrustedProxies", o => o.TrustedProxies, ForwardedRequest.IsEntry, "an address, or a network as 10.1.0.0/16", "Addresses and networks of reverse proxies whose X-Forwarded-Host, -Proto and -Prefix count, with n from 0."));
        if (configure is not null)
            builder.Services.Configure(configure);
        return builder;
    }
}
