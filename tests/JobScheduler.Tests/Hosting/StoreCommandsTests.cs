using JobScheduler.Grains.Storage;
using JobScheduler.Silo;
using JobScheduler.Stores.Sqlite;
using JobScheduler.Tests.Stores;
using Xunit;

namespace JobScheduler.Tests.Hosting;

/// <summary>The silo's commands on files: what they print and answer.</summary>
public sealed class StoreCommandsTests : IAsyncLifetime, IDisposable
{
    private readonly StoreFolder _folder = new();

    private string Copy => Path.Combine(_folder.Path, "copy.db");

    private string[] Data => ["--JobScheduler:DataDirectory", _folder.Path];

    public async Task InitializeAsync()
    {
        await using var store = new SqliteStore(_folder.File);
        await store.OpenAsync(2, default);
        var owner = await PartitionOwner.AcquireAsync(store);
        await owner.CommitAsync(new PutQueue(new("q", true, null, null, 1, 1)));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_BackupVerifyRestore_DoWhatTheySay()
    {
        Assert.Equal(0, Run(["backup", Copy, .. Data]).Code);
        var verified = Run(["verify", Copy]);
        Assert.Equal(0, verified.Code);
        Assert.Contains("It is sound.", verified.Output, StringComparison.Ordinal);
        var refused = Run(["restore", Copy, .. Data]);
        Assert.Equal(1, refused.Code);
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        var restored = Run(["restore", Copy, "--force", .. Data]);
        Assert.Equal(0, restored.Code);
        Assert.Contains(".replaced-", restored.Output, StringComparison.Ordinal);
        Assert.Equal(0, Run(["verify", _folder.File]).Code);
    }

    [Fact]
    public async Task Run_StoreIsOpen_BacksItUpAndDoesNotRestoreOverIt()
    {
        await using var store = new SqliteStore(_folder.File);
        await store.OpenAsync(2, default);
        Assert.Equal(0, Run(["backup", Copy, .. Data]).Code);
        var refused = Run(["restore", Copy, "--force", .. Data]);
        Assert.Equal(1, refused.Code);
        Assert.Contains("in use", refused.Error, StringComparison.Ordinal);
        Assert.Null(await store.CheckAsync(default));
    }

    [Fact]
    public void Run_FileIsNotSound_SaysWhatIsWrong()
    {
        Assert.Equal(0, Run(["backup", Copy, .. Data]).Code);
        using (var file = new FileStream(Copy, FileMode.Open))
            file.SetLength(file.Length / 2);
        foreach (var command in new[] { "verify", "restore" })
        {
            var (code, _, error) = Run([command, Copy, .. command == "verify" ? [] : Data]);
            Assert.Equal(1, code);
            Assert.Contains("truncated", error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("verify")]
    [InlineData("verify", "--force")]
    [InlineData("verify", "a", "b")]
    [InlineData("backup", "a", "--force")]
    [InlineData("restore", "--JobScheduler:DataDirectory", "x")]
    [InlineData("restore", "a", "--port", "1")]
    public void Run_NotUnderstood_Answers2AndShowsHow(params string[] args)
    {
        var (code, _, error) = Run(args);
        Assert.Equal(2, code);
        Assert.Contains("restore <file>", error, StringComparison.Ordinal);
    }

    [Fact]
    public void IsOne_OtherArguments_AreNot()
    {
        Assert.False(StoreCommands.IsOne([]));
        Assert.False(StoreCommands.IsOne(["--urls", "backup"]));
        Assert.True(StoreCommands.IsOne(["backup"]));
    }

    private static (int Code, string Output, string Error) Run(string[] args)
    {
        using StringWriter output = new(), error = new();
        return (StoreCommands.Run(args, output, error), output.ToString(), error.ToString());
    }
}
