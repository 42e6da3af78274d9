using JobScheduler.Cli.Output;
using JobScheduler.Tests.Client;
using Xunit;

namespace JobScheduler.Tests.Cli;

/// <summary>What stands on standard output, and what does not.</summary>
public sealed class OutputTests
{
    private const string Queue = """{"name":"mail","paused":true,"note":"moved","paused_by":"ana","paused_at":"2026-12-01T10:00:00.000Z","scheduled":1,"queued":2,"running":0,"failed":4,"oldest_queued_ms":61000,"of_a_newer_server":1.50}""";

    [Fact]
    public async Task Output_Json_IsTheServersOwnWithWhatIsNew()
    {
        var run = new CliRun { Server = new StubScheduler().Answers(202, Queue) };
        Assert.Equal(0, await run.LineAsync("queues pause mail --note moved -o json"));
        Assert.Contains("\"of_a_newer_server\": 1.50", run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task Output_Yaml_IsTheSame()
    {
        var run = new CliRun { Server = new StubScheduler().Answers(202, Queue) };
        Assert.Equal(0, await run.LineAsync("queues resume mail --output yaml"));
        Assert.Equal(
            "name: mail\npaused: true\nnote: moved\npaused_by: ana\npaused_at: \"2026-12-01T10:00:00.000Z\"\nscheduled: 1\nqueued: 2\nrunning: 0\nfailed: 4\noldest_queued_ms: 61000\nof_a_newer_server: 1.50\n",
            run.Output);
    }

    [Fact]
    public async Task Output_Table_IsAlignedAndHasNoColors()
    {
        var run = new CliRun { Server = new StubScheduler().Answers(200, $$"""{"items":[{{Queue}}],"next_cursor":null}""") };
        Assert.Equal(0, await run.LineAsync("queues list"));
        Assert.Equal(
            "QUEUE  STATE   SCHEDULED  QUEUED  RUNNING  FAILED  OLDEST  NOTE\nmail   paused  1          2       0        4       1m1s    moved (by ana)\n",
            run.Output);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("1", false)]
    public async Task Output_OnATerminal_IsColoredUnlessNoColor(string? noColor, bool colored)
    {
        var run = new CliRun { IsTerminal = true, Server = new StubScheduler().Answers(202, Queue) };
        if (noColor is not null)
            run.With("NO_COLOR", noColor);
        await run.LineAsync("queues resume mail");
        Assert.Equal(colored, run.Output.Contains('\e', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Output_SeveralPages_IsOneListAndEndsWhereItWasAskedTo()
    {
        var stub = new StubScheduler()
            .Answers(200, """{"items":[{"name":"a"},{"name":"b"}],"next_cursor":"c1"}""")
            .Answers(200, """{"items":[],"next_cursor":"c2"}""")
            .Answers(200, """{"items":[{"name":"c"}],"next_cursor":"c3"}""");
        var run = new CliRun { Server = stub };
        Assert.Equal(0, await run.LineAsync("queues list --limit 3 -o json"));
        Assert.Equal("""{"items":[{"name":"a"},{"name":"b"},{"name":"c"}],"next_cursor":"c3"}""", run.Output.Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(["/v1/queues?limit=3", "/v1/queues?limit=1&cursor=c1", "/v1/queues?limit=1&cursor=c2"], stub.Requests.Select(r => r.PathAndQuery));
    }

    [Fact]
    public void Of_TextThatControlsTerminals_IsMadeHarmless() =>
        Assert.Equal("a\uFFFD[31mb c\uFFFDd", CleanText.Of("a\e[31mb\tc\u202Ed"));

    [Fact]
    public void Lines_TooWideForTheTerminal_CutTheWidestColumn()
    {
        var table = new TextTable("ID", "TEXT").Add("abcdef", new string('x', 100));
        Assert.Equal("abcdef  " + new string('x', 31) + "…", table.Lines(40).Last().ToString());
        Assert.Equal("abcdef  " + new string('x', 100), table.Lines(null).Last().ToString());
    }

    [Fact]
    public void Cut_WideLetters_AreCountedAsTwoCells() => Assert.Equal("日本…", CleanText.Cut("日本語テキスト", 6));

    [Theory]
    [InlineData(350, "350ms")]
    [InlineData(2_400, "2.4s")]
    [InlineData(59_900, "59s")]
    [InlineData(200_000, "3m20s")]
    [InlineData(18_600_000, "5h10m")]
    [InlineData(864_000_000, "10d")]
    public void Duration_Milliseconds_ReadsWell(long milliseconds, string expected) => Assert.Equal(expected, Human.Duration(TimeSpan.FromMilliseconds(milliseconds)));
}
