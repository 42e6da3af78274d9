namespace JobScheduler.Cli.Input;

/// <summary>Jobs as files describe them: what <c>POST /v1/jobs</c> takes.</summary>
internal static class SubmissionDocument
{
    /// <summary>Reads a document that is one job.</summary>
    /// <exception cref="UsageException">Something about it is wrong.</exception>
    public static JobSubmission Read(SourceDocument document)
    {
        var findings = new Findings(document.Name);
        var members = Members.Of(document, findings);
        var submission = Read(members);
        findings.ThrowIfAny();
        return submission;
    }

    /// <summary>Reads a job within something else; what is wrong with it is noted.</summary>
    public static JobSubmission Read(Members members)
    {
        var submission = new JobSubmission
        {
            JobType = members.RequiredText("job_type"),
            Payload = members.Any("payload") is { } payload ? RawJson.Parse(payload.GetRawText()) : null,
            Queue = members.Text("queue"),
            Priority = members.SmallInteger("priority"),
            RunAt = members.Time("run_at"),
            Delay = members.Milliseconds("delay_ms"),
            MaxAttempts = members.SmallInteger("max_attempts"),
            Retry = members.Object("retry") is { } retry ? Retry(retry) : null,
            Timeout = members.Milliseconds("timeout_ms"),
            ExpiresAt = members.Time("expires_at"),
            IdempotencyKey = members.Text("idempotency_key"),
            ConcurrencyKey = members.Text("concurrency_key"),
            Tags = members.Texts("tags") ?? [],
        };
        members.RefuseOthers();
        return submission;
    }

    private static RetryPolicy Retry(Members members)
    {
        var kind = members.OneOf<RetryKind>("kind") ?? RetryKind.Exponential;
        var policy = kind switch
        {
            RetryKind.Fixed => RetryPolicy.Fixed(members.Milliseconds("initial_ms") ?? RetryPolicy.Default.Initial) with { Jitter = members.Number("jitter") ?? 0 },
            RetryKind.Explicit => RetryPolicy.Explicit(members.ManyMilliseconds("delays_ms") ?? []),
            RetryKind.None => RetryPolicy.None,
            _ => RetryPolicy.Default with
            {
                Initial = members.Milliseconds("initial_ms") ?? RetryPolicy.Default.Initial,
                Factor = members.Number("factor") ?? RetryPolicy.Default.Factor,
                Max = members.Milliseconds("max_ms") ?? RetryPolicy.Default.Max,
                Jitter = members.Number("jitter") ?? RetryPolicy.Default.Jitter,
            },
        };

        // A field of another kind may stand there without a value: the server shows policies so.
        foreach (var field in new[] { "initial_ms", "factor", "max_ms", "jitter", "delays_ms" })
            members.RefuseIfGiven(field, $"does not apply to the kind {Words.Of(kind)}");
        members.RefuseOthers();
        return policy;
    }
}
