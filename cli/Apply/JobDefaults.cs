namespace JobScheduler.Cli.Apply;

/// <summary>
/// Fields that a file leaves to the job type's registration. What is stored is taken for the default where it is the server's own one;
/// anything else may have been written there, and is shown as going back to the default: the server decides, and says what it was.
/// </summary>
internal static class JobDefaults
{
    private const string Default = "default";

    public static DefinitionField Fill(DefinitionField field, JobSubmission wanted, JobSpec? present) => field.Path switch
    {
        "job.queue" when wanted.Queue is null => Of(field, Definition.Text(present?.Queue), Definition.Text("default")),
        "job.max_attempts" when wanted.MaxAttempts is null => Of(field, Definition.Number(present?.MaxAttempts), Definition.Number(Attempts(wanted))),
        "job.retry" when wanted.Retry is null => Of(field, present is null ? null : Definition.Retry(present.Retry), Definition.Retry(RetryPolicy.Default)),
        "job.timeout_ms" when wanted.Timeout is null => Of(field, Definition.Number(present?.TimeoutMs), null),
        _ => field,
    };

    // A policy that implies a number of attempts implies it here too.
    private static int Attempts(JobSubmission wanted) => wanted.Retry?.Kind switch
    {
        RetryKind.None => 1,
        RetryKind.Explicit => wanted.Retry.Delays.Count + 1,
        _ => 5,
    };

    private static DefinitionField Of(DefinitionField field, string? present, string? usual) =>
        field with { Value = present is null || present == usual ? usual : Default };
}
