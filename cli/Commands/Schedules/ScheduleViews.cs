using JobScheduler.Cli.Apply;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.Schedules;

/// <summary>Schedules for people.</summary>
internal static class ScheduleViews
{
    public static TextTable Table(IEnumerable<ScheduleSnapshot> schedules, DateTimeOffset now)
    {
        var table = new TextTable("SCHEDULE", "WHEN", "TYPE", "STATE", "NEXT", "LAST", "RUNS", "NOTE");
        foreach (var schedule in schedules)
        {
            table.Add(
                schedule.Id, schedule.Description, schedule.Definition.Job.JobType, State(schedule), Human.Distance(schedule.NextRunAt, now),
                Human.Distance(schedule.LastRunAt, now), Human.Count(schedule.Runs), PauseOptions.Describe(schedule.Note, schedule.PausedBy));
        }

        return table;
    }

    public static Stack Detail(ScheduleSnapshot schedule, IReadOnlyList<ScheduleRun> runs, DateTimeOffset now)
    {
        var definition = new Facts();
        foreach (var (path, value) in Definition.Of(schedule.Definition))
            definition.Add(path, value);
        var stack = new Stack().Add(new Facts()
            .Add("schedule", schedule.Id)
            .Add("when", schedule.Description)
            .Add("state", State(schedule))
            .Add("paused", schedule.Paused ? $"{PauseOptions.Describe(schedule.Note, schedule.PausedBy)} {Human.TimeAndDistance(schedule.PausedAt, now)}".Trim() : null)
            .Add("next", Human.TimeAndDistance(schedule.NextRunAt, now))
            .Add("last", Human.TimeAndDistance(schedule.LastRunAt, now))
            .Add("runs", $"{schedule.Runs}")
            .Add("active jobs", $"{schedule.ActiveJobs}")
            .Add("waiting", schedule.Waiting > 0 ? Human.Of(schedule.Waiting, "occurrence") : null)
            .Add("updated", Human.TimeAndDistance(schedule.UpdatedAt, now))
            .Add("version", $"{schedule.Version}"));
        stack.Add(definition, "DEFINITION");
        return runs.Count == 0 ? stack : stack.Add(Runs(runs, now), "LAST DECISIONS");
    }

    public static TextTable Runs(IEnumerable<ScheduleRun> runs, DateTimeOffset now)
    {
        var table = new TextTable("DECISION", "OCCURRENCE", "UNTIL", "COUNT", "DECIDED", "JOB", "STATE", "REASON");
        foreach (var run in runs)
        {
            table.Add(
                new Piece(Words.Of(run.Decision), Tones.Of(run.Decision)), Human.Time(run.NominalAt), run.Until is { } until ? Human.Time(until) : "",
                Human.Count(run.Count), Human.Distance(run.DecidedAt, now), run.JobId ?? "",
                run.JobState is { } state ? new Piece(Words.Of(state), Tones.Of(state)) : "", run.Reason ?? "");
        }

        return table;
    }

    private static Piece State(ScheduleSnapshot schedule) =>
        schedule.Paused ? new("paused", Tone.Warning) : schedule.NextRunAt is null ? new("ended", Tone.Faint) : new("active", Tone.Good);
}
