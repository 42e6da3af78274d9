using System.Net;
using System.Text.Json;
using JobScheduler.Cli.Connection;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Doctor;

/// <summary>Whether there is a scheduler, whether it works, and whether its clock and this one agree.</summary>
/// <param name="scheduler">It.</param>
/// <param name="time">This machine's clock.</param>
internal sealed class ServerChecks(Scheduler scheduler, TimeProvider time)
{
    private static readonly TimeSpan Agreeing = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Disagreeing = TimeSpan.FromSeconds(5);

    /// <summary>Whether a process serves at the address. Nothing else is worth checking where none does.</summary>
    public async Task<Finding> ReachAsync(CancellationToken cancellationToken)
    {
        var (url, source) = scheduler.Address;
        try
        {
            using var answer = await scheduler.GetAsync("healthz", cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK
                ? Finding.Ok("server", $"It serves at {url} ({source}).")
                : Finding.Wrong("server", $"{url} ({source}) answers {(int)answer.StatusCode} where a scheduler answers 200.", Elsewhere);
        }
        catch (HttpRequestException e)
        {
            return Finding.Wrong("server", $"{url} ({source}) cannot be reached: {e.Message}.", Advice(e));
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Finding.Wrong("server", $"{url} ({source}) does not answer.", "The process hangs, or a firewall drops what is sent to it: look at its log, and try from its own machine.");
        }
    }

    /// <summary>Whether it takes work: it owns its partitions and its store can write.</summary>
    public async Task<Finding> ReadyAsync(CancellationToken cancellationToken)
    {
        using var answer = await scheduler.GetAsync("readyz", cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
            var (root, store) = (document.RootElement, Text(document.RootElement, "store"));
            if (answer.IsSuccessStatusCode)
                return Finding.Ok("store", $"The store is {store ?? "fine"}; the node is ready.");
            return Finding.Wrong(
                "store", $"The node is not ready: {Text(root, "detail") ?? Text(root, "readiness") ?? "it does not say why"} (store: {store ?? "unknown"}).",
                "While it starts or stops this passes. Else its store cannot be written: disk space, permissions, the database; its log says which (docs/runbooks/JobSchedulerNotWritable.md).");
        }
        catch (JsonException)
        {
            return Finding.Wrong("store", $"/readyz answers {(int)answer.StatusCode} and no JSON.", Elsewhere);
        }
    }

    /// <summary>Version, disk and settings, and the clock's difference.</summary>
    public async Task<IReadOnlyList<Finding>> ServerAsync(CancellationToken cancellationToken)
    {
        var (sent, start) = (time.GetUtcNow(), time.GetTimestamp());
        var server = (await scheduler.AskAsync(client => client.GetServerAsync(cancellationToken))).Value;
        var took = time.GetElapsedTime(start);
        return [Version(server), Settings(server), Disk(server), Clock(server.Now - (sent + took / 2), took)];
    }

    private static Finding Version(ServerInfo server) => server.Version == CommandTree.Version
        ? Finding.Ok("version", $"Server and jobctl are {server.Version}; engine {server.Engine}, node {server.Node}.")
        : Finding.Warning("version", $"The server is {server.Version} ({server.Engine}), jobctl is {CommandTree.Version}.", "What only one of them knows does not work: install the same version of both.");

    private static Finding Settings(ServerInfo server) => server.ReadOnly
        ? Finding.Warning("settings", "The server is read-only: everything that changes something is refused.", "Use an address that is not, or unset JobScheduler:Http:ReadOnly there.")
        : Finding.Ok("settings", $"Changes are allowed; jobs should start within {Human.Milliseconds(server.LatenessTarget.TotalMilliseconds)}.");

    private static Finding Disk(ServerInfo server) => server.DiskFreeBytes switch
    {
        null => Finding.Ok("disk", "The store is not on a disk of this node."),
        < 100L << 20 => Finding.Wrong("disk", $"Only {Human.Bytes(server.DiskFreeBytes.Value)} are free.", "Soon nothing can be stored: make room, or shorten JobScheduler:Retention (docs/runbooks/JobSchedulerDiskNearlyFull.md)."),
        < 2L << 30 => Finding.Warning("disk", $"{Human.Bytes(server.DiskFreeBytes.Value)} are free.", "Make room before it is used up (docs/runbooks/JobSchedulerDiskNearlyFull.md)."),
        var free => Finding.Ok("disk", $"{Human.Bytes(free.Value)} are free."),
    };

    private static Finding Clock(TimeSpan ahead, TimeSpan took)
    {
        // The answer may have been written at any time of the call.
        var (distance, unsure) = (ahead.Duration(), took / 2);
        var text = $"The server's clock is {Human.Duration(distance)} {(ahead < TimeSpan.Zero ? "behind" : "ahead of")} this machine's (give or take {Human.Duration(unsure)}).";
        return distance <= Agreeing + unsure ? Finding.Ok("clock", text)
            : distance <= Disagreeing + unsure ? Finding.Warning("clock", text, "Times typed here (--in is not affected) mean other moments there: let both keep time by NTP.")
            : Finding.Wrong("clock", text, "Jobs run by the server's clock: let both machines keep time by NTP. Within a cluster nodes may differ by 500 ms.");
    }

    private const string Elsewhere = "It is something else, or a proxy in front of it: check the address and its path prefix (--url, JOBSCHEDULER_URL).";

    private static string Advice(HttpRequestException broken) => broken.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "The name is not known: check its spelling, or this machine's DNS.",
        HttpRequestError.SecureConnectionError => "TLS fails: check https against http, and that this machine trusts the certificate.",
        HttpRequestError.ProxyTunnelError => "The proxy of the environment (HTTP_PROXY, HTTPS_PROXY) refuses: set NO_PROXY for this host.",
        _ => "Is it started, and on this port? 'dotnet run -c Release --project silo' starts one; --url or JOBSCHEDULER_URL says where it is.",
    };

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
