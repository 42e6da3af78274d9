namespace JobScheduler.Tests.History;

/// <summary>All that is known of one job, in order of time.</summary>
internal sealed class JobHistory(string jobId)
{
    public string JobId { get; } = jobId;

    /// <summary>Answers that promise the job: 202 and 200.</summary>
    public List<SubmitTold> Promises { get; } = [];

    public List<CommandTold> Commands { get; } = [];

    public List<DueChanged> DueChanges { get; } = [];

    public List<AttemptEntered> Entered { get; } = [];

    public List<ReportAnswered> Reports { get; } = [];

    public List<Claimed> Claims { get; } = [];

    public Dictionary<long, DateTimeOffset> Left { get; } = [];

    public Dictionary<long, DateTimeOffset> Invalidated { get; } = [];

    public FinalJob? Final { get; set; }

    /// <summary>The first promise, which has the job's fields as they were accepted.</summary>
    public SubmitTold? Submit => Promises.Count == 0 ? null : Promises[0];

    public string? ConcurrencyKey => Submit?.ConcurrencyKey ?? Final?.ConcurrencyKey;

    /// <summary>When an attempt stopped being valid; the end of time if it never did.</summary>
    public DateTimeOffset EndOf(long token)
    {
        var left = Left.GetValueOrDefault(token, DateTimeOffset.MaxValue);
        var invalidated = Invalidated.GetValueOrDefault(token, DateTimeOffset.MaxValue);
        return left < invalidated ? left : invalidated;
    }

    /// <summary>All jobs of a history.</summary>
    public static IReadOnlyCollection<JobHistory> Of(IEnumerable<HistoryEvent> events, IEnumerable<FinalJob> finals)
    {
        var jobs = new Dictionary<string, JobHistory>(StringComparer.Ordinal);
        foreach (var one in events.OrderBy(e => e.At))
            Add(one);
        foreach (var final in finals)
            Job(final.JobId).Final = final;
        return jobs.Values;

        JobHistory Job(string id) => jobs.TryGetValue(id, out var job) ? job : jobs[id] = new JobHistory(id);

        void Add(HistoryEvent one)
        {
            switch (one)
            {
                case SubmitTold { JobId: { } id, Answer: SubmitAnswer.Accepted or SubmitAnswer.Existing } told:
                    Job(id).Promises.Add(told);
                    break;
                case CommandTold told:
                    Job(told.JobId).Commands.Add(told);
                    break;
                case DueChanged due:
                    Job(due.JobId).DueChanges.Add(due);
                    break;
                case AttemptEntered entered:
                    Job(entered.JobId).Entered.Add(entered);
                    break;
                case AttemptLeft left:
                    Job(left.JobId).Left.TryAdd(left.Token, left.At);
                    break;
                case AttemptInvalidated invalidated:
                    Job(invalidated.JobId).Invalidated.TryAdd(invalidated.Token, invalidated.At);
                    break;
                case ReportAnswered report:
                    Job(report.JobId).Reports.Add(report);
                    break;
                case Claimed claimed:
                    Job(claimed.JobId).Claims.Add(claimed);
                    break;
            }
        }
    }
}
