using System.Globalization;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite;
using JobScheduler.Stores.Sqlite.Backups;
using JobScheduler.Stores.Sqlite.Native;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;

namespace JobScheduler.Tests.Stores;

/// <summary>What a check of a file finds; each damage is made with SQL, or byte by byte.</summary>
public sealed class SqliteVerifyTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_SoundFile_CountsItsJobsAndTouchesNothing()
    {
        await FillAsync();
        var before = Files();
        var report = StoreVerifier.Check(_folder.File);
        Assert.Equal([], report.Problems);
        Assert.Equal((Schema.Steps[^1].Version, Partitions), (report.SchemaVersion, report.Partitions));
        Assert.Equal((1, 1, 1), (report.Jobs[StoredState.Waiting], report.Jobs[StoredState.Claimed], report.Jobs[StoredState.Completed]));
        Assert.Equal(before, Files());
    }

    [Theory]
    [InlineData("UPDATE counters SET count = 7 WHERE state = 3", "counts 7 Completed")]
    [InlineData("DELETE FROM counters WHERE state = 0", "counts 0 Waiting")]
    [InlineData("DELETE FROM entries", "its entry in Due")]
    [InlineData("UPDATE partitions SET due_at = 9000000000000 WHERE partition = 0", "where nobody looks")]
    [InlineData("DELETE FROM running", "has no running row")]
    [InlineData("UPDATE running SET token = token + 1", "is not claimed under it")]
    [InlineData("DELETE FROM idempotency", "does not have its idempotency key")]
    [InlineData("DELETE FROM payloads", "payload of job")]
    [InlineData("DELETE FROM jobs WHERE state = 3", "which is gone")]
    [InlineData("UPDATE partitions SET next_token = 1", "its partition's next are")]
    [InlineData("UPDATE jobs SET state = 3 WHERE state = 0", "in its columns")]
    [InlineData("INSERT INTO attempts VALUES (1, 'x', 1, x'00')", "attempts of job x")]
    [InlineData("INSERT INTO attempt_logs VALUES (1, 'x', 1, x'00')", "logs of attempts of job x")]
    [InlineData("INSERT INTO lines VALUES (0, 2, 'key', 0, 0, 0, 'nobody')", "held by job nobody")]
    [InlineData("INSERT INTO schedule_jobs VALUES ('s', 'nobody')", "schedule s")]
    [InlineData("DELETE FROM partitions WHERE partition = 2", "of its 4 partitions")]
    [InlineData("DROP INDEX jobs_ended", "The index jobs_ended is missing")]
    [InlineData("DROP TABLE sends", "The table sends is missing")]
    [InlineData("PRAGMA user_version = 99", "newer program")]
    [InlineData("PRAGMA user_version = 0", "no schema version")]
    [InlineData("PRAGMA application_id = 5", "another program")]
    public async Task Check_RowsThatDisagree_AreNamed(string damage, string expected)
    {
        await FillAsync();
        using (var connection = Connection.Open(_folder.File))
            connection.Execute(damage);
        var before = Files();
        var report = StoreVerifier.Check(_folder.File);
        Assert.Contains(report.Problems, problem => problem.Contains(expected, StringComparison.Ordinal));
        Assert.All(report.Problems, problem => Assert.EndsWith(".", problem, StringComparison.Ordinal));
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task Check_DamagedPage_IsFoundByTheIntegrityCheck()
    {
        await FillAsync();
        using (var file = new FileStream(_folder.File, FileMode.Open))
        {
            file.Position = 5 * 4_096;
            file.Write(new byte[4_096]);
        }

        Assert.False(StoreVerifier.Check(_folder.File).IsSound);
    }

    [Theory]
    [InlineData(0, "empty")]
    [InlineData(50, "not a SQLite database")]
    [InlineData(20_000, "truncated")]
    public async Task Check_TruncatedFile_IsSaid(int bytes, string expected)
    {
        await FillAsync();
        using (var file = new FileStream(_folder.File, FileMode.Open))
            file.SetLength(bytes);
        Assert.Contains(expected, Assert.Single(StoreVerifier.Check(_folder.File).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_ForeignFileOrNone_IsSaid()
    {
        File.WriteAllText(_folder.File, string.Concat(Enumerable.Repeat("not a database. ", 50)));
        Assert.Contains("not a SQLite", Assert.Single(StoreVerifier.Check(_folder.File).Problems), StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Single(StoreVerifier.Check(_folder.Path).Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Check_OlderSchema_IsSound(int version)
    {
        using (var old = Connection.Open(_folder.File, create: true))
        {
            old.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {Schema.ApplicationId}"));
            Schema.Migrate(old, [.. Schema.Steps.Take(version)], from: 0);
            old.Execute("INSERT INTO meta VALUES ('partitions', 1), ('checks', 0); INSERT INTO partitions VALUES (0, 1, 0, '', 1, 1, 1, 0, 0);");
        }

        var report = StoreVerifier.Check(_folder.File);
        Assert.Equal([], report.Problems);
        Assert.Equal((version, 1), (report.SchemaVersion, report.Partitions));
    }

    [Fact]
    public async Task Check_StoreInUse_ReadsItsLogToo()
    {
        await FillAsync();
        await using var store = new SqliteStore(_folder.File);
        await store.OpenAsync(Partitions, None);
        var head = (await store.AcquireTermAsync(3, "n", null, None)).Head;
        var job = Job(3, 1);
        var batch = new CommitBatch(
            head.Term, head.Seq, head with { Seq = 1, NextSequence = 2 }, [.. Insert(job), new SetCounter(new(StoredState.Waiting, "default", "echo", 1))]);
        Assert.Equal(CommitResult.Applied, await store.CommitAsync(batch, None));
        var report = StoreVerifier.Check(_folder.File);
        Assert.Equal([], report.Problems);
        Assert.Equal(2, report.Jobs[StoredState.Waiting]);
    }

    private (string Name, long Length, DateTime Written)[] Files() =>
        [.. new DirectoryInfo(_folder.Path).GetFiles().Where(file => file.Extension != ".lock").OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => (file.Name, file.Length, file.LastWriteTimeUtc))];

    /// <summary>A waiting, a claimed and a completed job, with everything that belongs to them.</summary>
    private async Task FillAsync()
    {
        await using var store = new SqliteStore(_folder.File);
        await store.OpenAsync(Partitions, None);
        var head = (await store.AcquireTermAsync(0, "n", null, None)).Head;
        var waiting = Job(0, 1);
        var claimed = Job(0, 2) with { State = StoredState.Claimed, Line = null, At = default, Attempt = 1, Token = 5, Newest = new(1, 5, "n", T0) };
        var done = Job(0, 3).WithPayload(Json(StoreLimits.InlinePayloadBytes + 1)) with { State = StoredState.Completed, Line = null, At = default, FinishedAt = T0 };
        done = done with { Spec = done.Spec with { IdempotencyKey = "k" } };
        Mutation[] rest =
        [
            new PutIdempotency(new("", "k", done.JobId, "00ff")), .. new[] { StoredState.Waiting, StoredState.Claimed, StoredState.Completed }
                .Select(state => new SetCounter(new(state, "default", "echo", 1))),
        ];
        var batch = new CommitBatch(
            head.Term, head.Seq, head with { Seq = 1, NextSequence = 4, NextEntry = 4, NextToken = 6 },
            [.. Insert(waiting), .. Insert(claimed), .. Insert(done), .. rest]);
        Assert.Equal(CommitResult.Applied, await store.CommitAsync(batch, None));
    }
}
