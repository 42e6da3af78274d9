using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <summary>What a partition is asked to decide.</summary>
public abstract record CoreCommand
{
    private protected CoreCommand()
    {
    }

    /// <summary>A caller submits a job.</summary>
    /// <param name="Spec">The resolved request.</param>
    /// <param name="Hash">Hash of its routing key.</param>
    public sealed record Submit(JobSpec Spec, ushort Hash) : CoreCommand;

    /// <summary>A caller asks what a submit would find.</summary>
    /// <param name="Spec">The resolved request, with an idempotency key.</param>
    public sealed record Probe(JobSpec Spec) : CoreCommand;

    /// <summary>A caller changes a job.</summary>
    /// <param name="Command">The change.</param>
    public sealed record Change(JobCommand Command) : CoreCommand;

    /// <summary>An attempt ended.</summary>
    /// <param name="Attempt">How.</param>
    /// <param name="Draw">A random number in [0, 1) for the retry delay.</param>
    public sealed record Report(AttemptReport Attempt, double Draw) : CoreCommand;

    /// <summary>Nobody runs this attempt any more.</summary>
    /// <param name="JobId">The job.</param>
    /// <param name="Token">The attempt's token.</param>
    /// <param name="Draw">A random number in [0, 1) for the retry delay.</param>
    public sealed record Lost(string JobId, long Token, double Draw) : CoreCommand;

    /// <summary>A running attempt reports progress.</summary>
    /// <param name="JobId">The job.</param>
    /// <param name="Token">The attempt's token.</param>
    /// <param name="Percent">0 to 100.</param>
    /// <param name="Text">A sentence, or null.</param>
    public sealed record Progress(string JobId, long Token, double Percent, string? Text) : CoreCommand;

    /// <summary>A caller pauses or resumes a queue.</summary>
    /// <param name="Command">The change.</param>
    public sealed record SetQueue(QueueCommand Command) : CoreCommand;

    /// <summary>A partition delivers a send row.</summary>
    /// <param name="Job">What it says.</param>
    public sealed record Deliver(SentJob Job) : CoreCommand;

    /// <summary>A caller changes a schedule.</summary>
    /// <param name="Command">The change.</param>
    public sealed record ChangeSchedule(ScheduleCommand Command) : CoreCommand;

    /// <summary>Retention: a job's time may be over.</summary>
    /// <param name="JobId">The job.</param>
    public sealed record Trim(string JobId) : CoreCommand;

    /// <summary>A send row was delivered.</summary>
    /// <param name="Id">Its id.</param>
    public sealed record Delivered(long Id) : CoreCommand;
}

/// <summary>What the core answers; it counts once the batch is durable.</summary>
/// <param name="Status">What became of the command.</param>
public sealed record CoreReply(PartitionStatus Status)
{
    /// <summary>The job, where there is one. It goes on: what is answered of its row is read when the commit that the answer waited for is durable.</summary>
    public JobCell? Job { get; init; }

    /// <summary>A sentence, when it is not done.</summary>
    public string? Detail { get; init; }

    /// <summary>For reports.</summary>
    public ReportAnswer Report { get; init; }

    /// <summary>For schedules.</summary>
    public ScheduleAnswer? Schedule { get; init; }

    /// <summary>For queues.</summary>
    public QueueRecord? Queue { get; init; }
}
