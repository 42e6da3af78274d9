namespace JobScheduler;

/// <summary>
/// What jobs of the built-in type <c>http</c> may call, below <c>JobScheduler:HttpJobs</c>. Link-local addresses, those of a cloud's
/// metadata and those that are no host's are refused whatever is set here.
/// </summary>
public sealed class JobSchedulerHttpJobsOptions
{
    /// <summary>Whether loopback and private addresses may be called. Default <see cref="PrivateNetworkAccess.Auto"/>.</summary>
    public PrivateNetworkAccess PrivateNetworks { get; set; }

    /// <summary>
    /// If it has any, only these may be called: names (<c>api.example.com</c>), all names below one (<c>*.example.com</c>), addresses
    /// and networks (<c>10.1.0.0/16</c>). A listed network may be called also where private ones may not. Default none: no such limit.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>How many redirects are followed, each checked like the first request, 0 to 20. Default 5. At 0 a redirect is an answer.</summary>
    public int MaxRedirects { get; set; } = 5;

    /// <summary>
    /// Whether requests go through the proxy of the environment (<c>HTTPS_PROXY</c> and so on). Default false: what a proxy connects to
    /// cannot be checked here.
    /// </summary>
    public bool UseSystemProxy { get; set; }
}

/// <summary>Whether <c>http</c> jobs may call loopback and private addresses.</summary>
public enum PrivateNetworkAccess
{
    /// <summary>
    /// While the API is served on loopback only, or not served by this process at all: then whoever submits jobs is on this machine.
    /// </summary>
    Auto,

    /// <summary>Always.</summary>
    Allow,

    /// <summary>Never, but for networks that are listed.</summary>
    Refuse,
}
