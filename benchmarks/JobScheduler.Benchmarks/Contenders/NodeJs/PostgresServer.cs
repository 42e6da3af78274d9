namespace JobScheduler.Benchmarks.Contenders.NodeJs;

/// <summary>
/// A PostgreSQL cluster made for one run, reached through a Unix socket. It refuses to run as root, so root hands it to another user.
/// </summary>
internal sealed class PostgresServer : ILocalServer
{
    private const string Installed = "/usr/lib/postgresql"; // where Debian puts it, off the PATH
    private static readonly string[] Users = ["postgres", "nobody"];
    private static readonly string[] Durable =
        ["fsync=on", "synchronous_commit=on", "full_page_writes=on", "shared_buffers=1GB", "max_wal_size=4GB", "log_min_messages=fatal"];

    private string? _socket; // a folder of its own with a short path: that of a socket may have about 100 characters
    private TiedProcess? _server;

    public string Settings => "PostgreSQL of the run's own on a Unix socket, fsync and synchronous_commit on, shared_buffers 1 GB, max_wal_size 4 GB, "
        + "vacuum analyze after a warm-up by drains and between fill and drain";

    private static bool IsRoot => Environment.UserName == "root";

    public string? Missing() => Find("initdb") is null || Find("postgres") is null ? "no PostgreSQL server (initdb, postgres) on this machine"
        : IsRoot && Programs.Find(["setpriv"]) is null ? "PostgreSQL does not run as root, and there is no setpriv on this machine"
        : null;

    public async Task<object> StartAsync(string folder)
    {
        _socket = Directory.CreateTempSubdirectory("peer-").FullName;
        var data = Directory.CreateDirectory(Path.Combine(folder, "postgres")).FullName;
        var prefix = IsRoot ? await GiveAwayAsync(data, _socket) : [];
        string[] make = [.. prefix, Find("initdb")!, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
        await Programs.RunAsync(make[0], make[1..], _socket);
        string[] settings = [.. Durable, "listen_addresses=", $"unix_socket_directories={_socket}"];
        string[] serve = [Find("postgres")!, "-D", data, .. settings.SelectMany(setting => new[] { "-c", setting })];
        _server = new TiedProcess(prefix, "INT", serve, _socket);
        string[] ask = [Find("pg_isready")!, "-q", "-h", _socket];
        await _server.ReadyAsync(() => Programs.SucceedsAsync(ask[0], ask[1..]));
        return new { kind = "postgres", host = _socket, user = "postgres", database = "postgres" };
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_socket is not null)
            Directory.Delete(_socket, recursive: true);
    }

    private static string? Find(string program) => Programs.Find([program], Directory.Exists(Installed)
        ? Directory.GetDirectories(Installed).OrderDescending().Select(version => Path.Combine(version, "bin"))
        : []);

    /// <summary>Makes the folders another user's and returns what to start a program with so that it runs as that user.</summary>
    private static async Task<string[]> GiveAwayAsync(string data, string socket)
    {
        var known = await File.ReadAllLinesAsync("/etc/passwd");
        var user = Users.First(name => known.Any(line => line.StartsWith(name + ":", StringComparison.Ordinal)));
        await Programs.RunAsync(Programs.Find(["chown"])!, [user, data, socket]);
        string[] prefix = [Programs.Find(["setpriv"])!, "--reuid", user, "--clear-groups"];
        return await Programs.SucceedsAsync(prefix[0], [.. prefix[1..], "test", "-w", data])
            ? prefix
            : throw new BenchmarkException($"PostgreSQL runs as {user} here, who cannot get at {data}: choose another folder with --data.");
    }
}
