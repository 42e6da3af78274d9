namespace JobScheduler.Cli.Top;

/// <summary>Something to be done to what is selected.</summary>
/// <param name="Kind">What.</param>
/// <param name="Target">A job's id, or a queue's name.</param>
internal sealed record TopAction(TopActionKind Kind, string Target)
{
    /// <summary>The question that is asked first.</summary>
    public string Question => Kind switch
    {
        TopActionKind.Cancel => $"Cancel {Target}?",
        TopActionKind.Retry => $"Retry {Target}?",
        TopActionKind.Run => $"Run {Target} now?",
        TopActionKind.Pause => $"Pause the queue {Target}?",
        _ => $"Resume the queue {Target}?",
    };

    /// <summary>Does it.</summary>
    /// <param name="client">Where.</param>
    /// <param name="by">Who.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What came of it, for people.</returns>
    public async Task<string> DoAsync(IJobSchedulerClient client, string? by, CancellationToken cancellationToken)
    {
        switch (Kind)
        {
            case TopActionKind.Cancel:
                return (await client.CancelAsync(Target, cancellationToken)).State == JobState.Cancelled ? $"{Target} is cancelled." : $"{Target} was asked to stop.";
            case TopActionKind.Retry:
                await client.RetryAsync(Target, cancellationToken);
                return $"{Target} runs again.";
            case TopActionKind.Run:
                await client.RunNowAsync(Target, cancellationToken);
                return $"{Target} runs now.";
            case TopActionKind.Pause:
                await client.PauseQueueAsync(Target, "by jobctl top", by, cancellationToken);
                return $"The queue {Target} is paused.";
            default:
                await client.ResumeQueueAsync(Target, cancellationToken);
                return $"The queue {Target} is resumed.";
        }
    }
}

/// <summary>What can be done.</summary>
internal enum TopActionKind
{
    /// <summary>A job is cancelled.</summary>
    Cancel,

    /// <summary>A job is run again.</summary>
    Retry,

    /// <summary>A waiting job is run now.</summary>
    Run,

    /// <summary>A queue is paused.</summary>
    Pause,

    /// <summary>A queue is resumed.</summary>
    Resume,
}
