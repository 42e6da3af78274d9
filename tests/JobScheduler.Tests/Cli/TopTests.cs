using JobScheduler.Cli;
using JobScheduler.Cli.Output;
using JobScheduler.Cli.Top;
using Xunit;

namespace JobScheduler.Tests.Cli;

/// <summary>The whole-screen view: what keys do, what is drawn, and that the terminal is left as it was.</summary>
public sealed class TopTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 10, 0, 0, TimeSpan.Zero);
    private readonly TopState _state = new();

    [Fact]
    public void Draw_ASmallScreen_ShowsCountsTheSelectedRowAndKeys()
    {
        _state.Take(Data("a", "b"));
        Press(ConsoleKey.DownArrow);
        var lines = Draw(100, 10);
        Assert.Equal(10, lines.Count);
        Assert.Contains("http://x", lines[0], StringComparison.Ordinal);
        Assert.Contains("running 2", lines[1], StringComparison.Ordinal);
        Assert.Contains("p99 4.8 ms", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("[1 running]", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("  a ", lines[5], StringComparison.Ordinal);
        Assert.StartsWith("> b ", lines[6], StringComparison.Ordinal);
        Assert.Contains("━━━━━━━━········  50 %", lines[6], StringComparison.Ordinal);
        Assert.Contains("q quit", lines[9], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(20, 4)]
    [InlineData(300, 60)]
    public void Draw_AnySize_IsExactlyAsHigh(int width, int height)
    {
        _state.Take(Data([.. Enumerable.Range(0, 100).Select(i => $"job{i}")]));
        Assert.Equal(height, Draw(width, height).Count);
    }

    [Fact]
    public void Draw_MoreRowsThanLines_KeepsTheSelectedOneInSight()
    {
        _state.Take(Data([.. Enumerable.Range(0, 100).Select(i => $"job{i}")]));
        Press(ConsoleKey.End);
        Assert.Contains(Draw(100, 12), line => line.StartsWith("> job99 ", StringComparison.Ordinal));
    }

    [Fact]
    public void Take_RowsMove_TheSelectedJobStaysSelected()
    {
        _state.Take(Data("a", "b", "c"));
        Press(ConsoleKey.DownArrow);
        _state.Take(Data("x", "a", "b"));
        Assert.Equal("b", _state.Selected);
        _state.Take(Data("x", "y", "z", "a"));
        Assert.Equal("z", _state.Selected);
        _state.Take(Data());
        Assert.Null(_state.Selected);
    }

    [Fact]
    public void Press_AChange_IsAskedFirst()
    {
        _state.Take(Data("a"));
        Assert.Null(Press('c'));
        Assert.Equal("Cancel a? y/n", Draw(80, 10)[^1]);
        Assert.Null(Press('n'));
        Assert.Null(Press('c'));
        Assert.Equal(new TopAction(TopActionKind.Cancel, "a"), Press('y'));
        Assert.Null(_state.Asked);
    }

    [Fact]
    public void Press_PauseOnAJob_MeansItsQueue()
    {
        _state.Take(Data("a"));
        Press('p');
        Assert.Equal(new TopAction(TopActionKind.Pause, "mail"), _state.Asked);
        Press('n');
        Press('4');
        _state.Take(Data("a") with { Tab = TopTab.Queues, Queues = [new() { Name = "mail", Paused = true }] });
        Press('p');
        Assert.Equal(new TopAction(TopActionKind.Resume, "mail"), _state.Asked);
    }

    [Fact]
    public void Press_Enter_OpensAJobAndEscapeComesBack()
    {
        _state.Take(Data("a"));
        Press(ConsoleKey.Enter);
        Assert.Equal("a", _state.OpenJob);
        _state.Take(Data("a") with { Job = new() { JobId = "a", JobType = "sleep", Queue = "mail" } });
        Assert.Contains(Draw(80, 30), line => line.StartsWith("type ", StringComparison.Ordinal) && line.EndsWith("sleep", StringComparison.Ordinal));
        Press('q');
        Assert.Equal((null, false), (_state.OpenJob, _state.HasEnded));
        Press('q');
        Assert.True(_state.HasEnded);
    }

    [Fact]
    public void Show_TheSameAgain_WritesNothingAndAResizeWritesAll()
    {
        using var output = new StringWriter();
        using var screen = new Screen(output, colors: true);
        ScreenLine[] lines = [new(new Line().Add("one", Tone.Bad)), new(new Line().Add("two"), IsSelected: true)];
        screen.Show(lines, 20, 2);
        var first = output.ToString();
        screen.Show(lines, 20, 2);
        Assert.Equal(first, output.ToString());
        screen.Show(lines, 10, 2);
        Assert.Contains("\e[1;1H\e[2K\e[31mone\e[0m", output.ToString()[first.Length..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Top_CtrlC_RestoresTheTerminalAndIs130()
    {
        using var stop = new CancellationTokenSource();
        var server = new Client.StubScheduler().Answers(async cancellationToken =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new InvalidOperationException("It was not stopped.");
        });
        var run = new CliRun { IsTerminal = true, Server = server };
        Assert.Equal(ExitCodes.Interrupted, await run.RunAsync(stop.Token, "top"));
        Assert.StartsWith("\e[?1049h\e[?25l", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("\e[?25h\e[?1049l", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Top_NoTerminal_IsRefused() => Assert.Equal(ExitCodes.Usage, await new CliRun().LineAsync("top"));

    private List<string> Draw(int width, int height) =>
        [.. new TopView("http://x").Draw(_state, null, Now, width, height).Select(line => line.Line.ToString())];

    private TopAction? Press(ConsoleKey key) => _state.Press(new ConsoleKeyInfo('\0', key, false, false, false));

    private TopAction? Press(char key) => _state.Press(new ConsoleKeyInfo(key, ConsoleKey.None, false, false, false));

    private static TopData Data(params string[] jobs) => new(
        new()
        {
            At = Now,
            ByState = new(1, 0, jobs.Length, 0, 0, 0),
            ByJobType = new Dictionary<string, StateCounts>(),
            ByQueue = new Dictionary<string, StateCounts>(),
            PerSecond = new(TimeSpan.FromMinutes(1), 1, 1, 1),
            LatenessMs = new(TimeSpan.FromMinutes(15), 3, 1.4, 3, 4.8, 9.7),
        },
        TopTab.Running,
        [.. jobs.Select(id => new JobSummary { JobId = id, JobType = "sleep", Queue = "mail", State = JobState.Running, StartedAt = Now, ProgressPercent = 50 })],
        [new() { Name = "mail" }],
        null);
}
