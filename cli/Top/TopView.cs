using JobScheduler.Cli.Commands;
using JobScheduler.Cli.Commands.Jobs;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Top;

/// <summary>Draws what a person has chosen of what there is: pure, a screen is as many lines as it is high.</summary>
/// <param name="place">Where the scheduler is.</param>
internal sealed class TopView(string place)
{
    private const string Keys = "↑↓ select  enter open  tab 1-4 view  c cancel  r retry  n run now  p pause queue  space freeze  ? help  q quit";
    private const int BarCells = 16;

    private static readonly string[] Help =
    [
        "↑ ↓  j k        select a row; page up, page down, home, end",
        "enter           look into a job; esc goes back",
        "tab  1 2 3 4    running, waiting, failed, queues",
        "c               cancel the job",
        "r               run a failed or cancelled job again",
        "n               run a waiting job now",
        "p               pause or resume the queue, or the queue of the job",
        "space           freeze the screen, and go on",
        "q  ctrl-c       quit",
        "",
        "Whatever changes something asks first.",
    ];

    /// <summary>A screen.</summary>
    /// <param name="state">What was chosen.</param>
    /// <param name="message">What came of the last action, or what is wrong; or null.</param>
    /// <param name="now">The time.</param>
    /// <param name="width">Cells of a line.</param>
    /// <param name="height">Lines.</param>
    public IReadOnlyList<ScreenLine> Draw(TopState state, Piece? message, DateTimeOffset now, int width, int height)
    {
        var lines = new List<ScreenLine> { new(Title(state, now)) };
        if (state.Data is { } data)
        {
            lines.Add(new(Counts(data.Stats)));
            lines.Add(new(Rates(data.Stats)));
        }

        lines.Add(new(Tabs(state)));
        var body = Body(state, now, width).ToList();
        var room = Math.Max(0, height - lines.Count - 1);
        lines.AddRange(Visible(body, room, state));
        while (lines.Count < height - 1)
            lines.Add(new(Line.Empty));
        lines.Add(new(Foot(state, message)));
        return [.. lines.TakeLast(Math.Max(1, height)).Take(height)];
    }

    private Line Title(TopState state, DateTimeOffset now)
    {
        var line = new Line().Add("jobctl top", Tone.Strong).Add($"  {place}  ").Add(Human.Time(now), Tone.Faint);
        return state.IsFrozen ? line.Add("  frozen", Tone.Warning) : line;
    }

    private static Line Counts(StatsSnapshot stats)
    {
        var (line, counts) = (new Line(), stats.ByState);
        foreach (var (state, count) in new[]
                 {
                     (JobState.Scheduled, counts.Scheduled), (JobState.Queued, counts.Queued), (JobState.Running, counts.Running),
                     (JobState.Completed, counts.Completed), (JobState.Failed, counts.Failed), (JobState.Cancelled, counts.Cancelled),
                 })
        {
            line.Add(Words.Of(state) + " ", Tone.Faint).Add(Human.Count(count) + "  ", count > 0 ? Tones.Of(state) : Tone.Plain);
        }

        return line;
    }

    private static Line Rates(StatsSnapshot stats)
    {
        var (rates, late) = (stats.PerSecond, stats.LatenessMs);
        var line = new Line()
            .Add("submitted ", Tone.Faint).Add(Human.Rate(rates.Submitted) + "  ").Add("started ", Tone.Faint).Add(Human.Rate(rates.Started) + "  ")
            .Add("finished ", Tone.Faint).Add(Human.Rate(rates.Finished) + "  ")
            .Add("late p50 ", Tone.Faint).Add(Human.Milliseconds(late.P50)).Add(" p99 ", Tone.Faint).Add(Human.Milliseconds(late.P99))
            .Add(" max ", Tone.Faint).Add(Human.Milliseconds(late.Max) + "  ");
        return stats.DiskFreeBytes is { } free ? line.Add("disk ", Tone.Faint).Add(Human.Bytes(free)) : line;
    }

    private static Line Tabs(TopState state)
    {
        var line = new Line();
        foreach (var tab in Enum.GetValues<TopTab>())
        {
            var name = $"{(int)tab + 1} {Words.Of(tab)}";
            line.Add(tab == state.Tab ? $"[{name}] " : $" {name}  ", tab == state.Tab ? Tone.Strong : Tone.Faint);
        }

        return state.OpenJob is { } job ? line.Add(" > ").Add(job, Tone.Strong) : line;
    }

    private static IEnumerable<ScreenLine> Body(TopState state, DateTimeOffset now, int width)
    {
        if (state.ShowsHelp)
            return Help.Select(text => new ScreenLine(new Line(new Piece("  " + text))));
        if (state.Data is not { } data)
            return [new(new Line("  looking..."))];
        if (state.OpenJob is { } id)
            return data.Job?.JobId == id ? new JobDetail(data.Job, now).Lines(width).Select(line => new ScreenLine(line)) : [new(new Line("  looking..."))];
        var table = data.Tab == TopTab.Queues ? Queues(data.Queues) : Jobs(data, now);
        return table.Lines(width - 2).Select((line, i) =>
            i == 0 ? new ScreenLine(Marked("  ", line)) : IsSelected(i - 1) ? new ScreenLine(Marked("> ", line), IsSelected: true) : new ScreenLine(Marked("  ", line)));

        bool IsSelected(int row) => data.Ids[row] == state.Selected;
    }

    private static Line Marked(string mark, Line line) => new([new(mark), .. line.Pieces]);

    private static TextTable Jobs(TopData data, DateTimeOffset now)
    {
        var table = data.Tab switch
        {
            TopTab.Running => new TextTable("JOB", "TYPE", "QUEUE", "RUNS FOR", "PROGRESS", "TRY", "NOTE"),
            TopTab.Waiting => new TextTable("JOB", "TYPE", "QUEUE", "STATE", "DUE", "TRY", "NOTE"),
            _ => new TextTable("JOB", "TYPE", "QUEUE", "FAILED", "TRY", "ERROR"),
        };
        foreach (var job in data.Jobs)
        {
            _ = data.Tab switch
            {
                TopTab.Running => table.Add(
                    job.JobId, job.JobType, job.Queue, job.StartedAt is { } start ? Human.Duration(Positive(now - start)) : Human.None, Bar(job.ProgressPercent), $"{job.Attempt}",
                    job.CancelRequestedAt is null ? job.Message ?? "" : new Piece("cancel asked for", Tone.Warning)),
                TopTab.Waiting => table.Add(
                    job.JobId, job.JobType, job.Queue, JobViews.State(job), Human.Distance(job.RunAt, now), $"{job.Attempt}", JobViews.Note(job)),
                _ => table.Add(job.JobId, job.JobType, job.Queue, Human.Distance(job.FinishedAt, now), $"{job.Attempt}", JobViews.Note(job)),
            };
        }

        return table;
    }

    private static TextTable Queues(IReadOnlyList<QueueSnapshot> queues)
    {
        var table = new TextTable("QUEUE", "STATE", "SCHEDULED", "QUEUED", "RUNNING", "FAILED", "OLDEST", "NOTE");
        foreach (var queue in queues)
        {
            table.Add(
                queue.Name, queue.Paused ? new Piece("paused", Tone.Warning) : new Piece("active", Tone.Good), Human.Count(queue.Scheduled), Human.Count(queue.Queued),
                Human.Count(queue.Running), new Piece(Human.Count(queue.Failed), queue.Failed > 0 ? Tone.Bad : Tone.Plain),
                queue.OldestQueuedMs is { } oldest ? Human.Duration(TimeSpan.FromMilliseconds(oldest)) : Human.None, PauseOptions.Describe(queue.Note, queue.PausedBy));
        }

        return table;
    }

    private static Piece Bar(double? percent)
    {
        if (percent is not { } present)
            return new(new string('·', BarCells), Tone.Faint);
        var full = (int)Math.Clamp(present / 100 * BarCells, 0, BarCells);
        return new(new string('━', full) + new string('·', BarCells - full) + $" {Math.Floor(present),3} %", Tone.Active);
    }

    /// <summary>The part of the body that has room, so that the selected row is in it.</summary>
    private static IEnumerable<ScreenLine> Visible(List<ScreenLine> body, int room, TopState state)
    {
        if (state.OpenJob is not null && !state.ShowsHelp)
            return body.Skip(Math.Min(state.Scrolled, Math.Max(0, body.Count - room))).Take(room);
        if (body.Count <= room || room < 2)
            return body.Take(room);
        var selected = Math.Max(0, body.FindIndex(line => line.IsSelected));
        var first = Math.Clamp(selected - (room - 1) / 2, 1, body.Count - room + 1);
        return [body[0], .. body.Skip(first).Take(room - 1)];
    }

    private static Line Foot(TopState state, Piece? message) =>
        state.Asked is { } asked ? new Line().Add(asked.Question + " y/n", Tone.Warning)
        : message is { } said ? new Line(said)
        : new Line(new Piece(Keys, Tone.Faint));

    private static TimeSpan Positive(TimeSpan time) => time < TimeSpan.Zero ? TimeSpan.Zero : time;
}
