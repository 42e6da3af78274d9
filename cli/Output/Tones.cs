namespace JobScheduler.Cli.Output;

/// <summary>Tones of what is shown, and how terminals show tones.</summary>
internal static class Tones
{
    public static Tone Of(JobState state) => state switch
    {
        JobState.Scheduled => Tone.Calm,
        JobState.Queued => Tone.Warning,
        JobState.Running => Tone.Active,
        JobState.Completed => Tone.Good,
        JobState.Failed => Tone.Bad,
        _ => Tone.Faint,
    };

    public static Tone Of(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Completed => Tone.Good,
        AttemptOutcome.Failed or AttemptOutcome.TimedOut or AttemptOutcome.Lost => Tone.Bad,
        AttemptOutcome.Retry => Tone.Warning,
        _ => Tone.Faint,
    };

    public static Tone Of(ScheduleDecision decision) => decision switch
    {
        ScheduleDecision.Fired => Tone.Good,
        ScheduleDecision.Queued => Tone.Warning,
        ScheduleDecision.Missed => Tone.Bad,
        ScheduleDecision.Skipped or ScheduleDecision.Excluded => Tone.Faint,
        _ => Tone.Active,
    };

    /// <summary>The parameters of "select graphic rendition": the sixteen colours, which terminals' themes make readable.</summary>
    public static string Code(Tone tone) => tone switch
    {
        Tone.Faint => "2",
        Tone.Strong => "1",
        Tone.Good => "32",
        Tone.Active => "36",
        Tone.Calm => "34",
        Tone.Warning => "33",
        Tone.Bad => "31",
        _ => "",
    };
}
