using Microsoft.Data.Sqlite;
using Quartz;

namespace JobScheduler.Benchmarks.Contenders.QuartzNet;

/// <summary>
/// Its ADO.NET store on SQLite through Microsoft.Data.Sqlite. Quartz makes its tables itself; the file's journal mode is set before.
/// </summary>
internal sealed class SqliteStore : IQuartzStore
{
    private const string Full = "2"; // PRAGMA synchronous: every commit is synced, the WAL too
    private string _connectionString = "";

    public string Name => "quartz-sqlite";

    public string Settings => "ADO.NET store on Microsoft.Data.Sqlite, WAL, synchronous=FULL, job data as strings, batches of the pool's size";

    public string Durability => "fsync";

    public int MostDrain => 5_000;

    public int WarmUpRound => 1_000;

    public int Threads => 32;

    public void Configure(IQuartzBuilder quartz, string folder)
    {
        _connectionString = new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "quartz.db") }.ToString();
        Pragma("journal_mode=WAL");
        quartz.UsePersistentStore(store =>
        {
            store.UseSqlite(_connectionString);
            store.UseSystemTextJsonSerializer();
            store.ProvisionSchema();
            store.ConfigureStore(options =>
            {
                options.StoreJobDataAsStrings = true;
                options.MisfireThreshold = TimeSpan.FromHours(1); // what waits for a drain is not to be handled as misfired
            });
        });
    }

    public Task CheckAsync() => Pragma("journal_mode") == "wal" && Pragma("synchronous") == Full
        ? Task.CompletedTask
        : throw new BenchmarkException("The file of Quartz.NET is not in WAL mode with synchronous=FULL.");

    public async Task<bool> AnyOpenAsync(IScheduler scheduler)
    {
        await using var connection = new SqliteConnection(_connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT EXISTS (SELECT 1 FROM QRTZ_TRIGGERS) OR EXISTS (SELECT 1 FROM QRTZ_FIRED_TRIGGERS)";
        return (long)(await command.ExecuteScalarAsync())! != 0;
    }

    private string Pragma(string pragma)
    {
        using var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA {pragma}";
        return command.ExecuteScalar()?.ToString() ?? "";
    }
}
