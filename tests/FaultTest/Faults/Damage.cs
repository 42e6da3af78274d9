using System.Text;
using JobScheduler.FaultTest.Node;
using JobScheduler.Stores.Sqlite.Native;

namespace JobScheduler.FaultTest.Faults;

/// <summary>Ways in which the file of a store, or what lies in its place, is not as it should be.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Says">A part of what must be said about it.</param>
/// <param name="Do">Does it to a folder with a store that was not closed: <c>jobs.db</c> and its log.</param>
internal sealed record Damage(string Name, string Says, Action<string> Do)
{
    private const int Page = 4096;

    public static IReadOnlyList<Damage> All { get; } =
    [
        new("an empty file", "empty", folder => Replace(folder, [])),
        new("a text file", "not a SQLite database", folder => Replace(folder, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("milk, bread\n", 1_000))))),
        new("a folder in its place", "folder", folder =>
        {
            File.Delete(Db(folder));
            Directory.CreateDirectory(Db(folder));
        }),
        new("garbage in the header", "not a SQLite database", folder => Overwrite(folder, 0, 100, 0xA5)),
        new("the header's page zeroed", "not a SQLite database", folder => Overwrite(folder, 0, Page, 0)),
        new("the schema's page garbled", "damaged", folder => Overwrite(folder, 100, Page - 100, 0xA5)),
        new("the database of another program", "another program", folder =>
        {
            File.Delete(Db(folder));
            File.Delete(Db(folder) + "-wal");
            using var other = Connection.Open(Db(folder), create: true);
            other.Execute("CREATE TABLE customers (id INTEGER PRIMARY KEY); INSERT INTO customers VALUES (1)");
        }),
        new("a newer schema", "schema version 4711", folder => Execute(folder, "PRAGMA user_version = 4711")),
        new("cut to half, without its log", "damaged", folder =>
        {
            Execute(folder, "SELECT 1", closes: true);
            using var file = new FileStream(Db(folder), FileMode.Open);
            file.SetLength(file.Length / 2);
        }),
        new("the log without its file", "-wal", folder => File.Delete(Db(folder))),
    ];

    /// <summary>What leaves a store that can be opened: the log's garbled end is what a crash leaves.</summary>
    public static IReadOnlyList<Damage> Bearable { get; } =
    [
        new("the log's end cut off", "", folder =>
        {
            using var log = new FileStream(Db(folder) + "-wal", FileMode.Open);
            log.SetLength(log.Length - 100);
        }),
        new("garbage behind the log's end", "", folder =>
        {
            using var log = new FileStream(Db(folder) + "-wal", FileMode.Append);
            log.Write([.. Enumerable.Repeat((byte)0x5A, 10_000)]);
        }),
        new("an empty log", "", folder =>
        {
            Execute(folder, "SELECT 1", closes: true);
            File.WriteAllBytes(Db(folder) + "-wal", []);
        }),
    ];

    public static string Db(string folder) => Path.Combine(folder, "jobs.db");

    /// <summary>A store with some work done, as a kill leaves it: the log beside the file.</summary>
    public static async Task MakeStoreAsync(string folder)
    {
        var working = folder + "-working";
        await using (var node = await FaultNode.StartAsync(working, null, WorkHandler.For(new NodeLife(new NodeHistory(), TimeProvider.System)), options: settings => settings.Partitions = 16))
        {
            var client = new NodeClient(node.Client, new NodeHistory(), CancellationToken.None);
            await new NodeWorkload(new Random(1)).RunAsync(client, 60, CancellationToken.None);
            Directory.CreateDirectory(folder);
            // By another process: closing a file drops this process's locks on it.
            foreach (var name in new[] { "jobs.db", "jobs.db-wal" })
            {
                using var copy = System.Diagnostics.Process.Start("cp", [Path.Combine(working, name), Path.Combine(folder, name)]);
                await copy.WaitForExitAsync();
            }
        }

        Directory.Delete(working, recursive: true);
    }

    private static void Replace(string folder, byte[] content)
    {
        File.WriteAllBytes(Db(folder), content);
        File.Delete(Db(folder) + "-wal");
    }

    private static void Overwrite(string folder, int from, int count, byte value)
    {
        // The log would bring the page back: it goes into the file first.
        Execute(folder, "SELECT 1", closes: true);
        var bytes = File.ReadAllBytes(Db(folder));
        Array.Fill(bytes, value, from, count);
        File.WriteAllBytes(Db(folder), bytes);
    }

    private static void Execute(string folder, string sql, bool closes = false)
    {
        using var connection = Connection.Open(Db(folder));
        if (!closes)
            connection.KeepWalOnClose(true);
        connection.Execute(sql);
        _ = connection.Scalar("SELECT count(*) FROM sqlite_schema");
    }
}
