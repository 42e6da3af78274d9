namespace JobScheduler.Client.Http;

/// <summary>From answers that are no success to the exceptions that callers know.</summary>
internal static class Failures
{
    /// <summary>What a refused call throws.</summary>
    /// <param name="answer">The answer, which is no success.</param>
    /// <param name="jobId">The job of the path, if there is one.</param>
    /// <param name="scheduleId">The schedule of the request, if there is one.</param>
    public static JobSchedulerException Refused(ApiAnswer answer, string? jobId = null, string? scheduleId = null)
    {
        var problem = Problem.Read(answer);
        return problem.Type switch
        {
            "validation-failed" when problem.Cron is { } cron => new CronException(
                CronPath(problem.Errors, cron.Expected), cron.Field, cron.Position, cron.Expected, problem.Errors, Sentence(problem)),
            "validation-failed" => new JobValidationException(problem.Errors, Sentence(problem)),
            "malformed-request" => new MalformedRequestException(problem.Errors, Sentence(problem)),
            "not-found" when jobId is not null => new JobNotFoundException(jobId),
            "not-found" when scheduleId is not null => new ScheduleNotFoundException(scheduleId),
            "already-exists" when scheduleId is not null => new ScheduleExistsException(scheduleId),
            "precondition-failed" when scheduleId is not null => new PreconditionFailedException(problem.Message),
            "state-conflict" when problem.State is { } state => new JobStateConflictException(jobId ?? problem.JobId ?? "", state, problem.Message),
            "idempotency-conflict" => new IdempotencyConflictException(problem.JobId ?? "", problem.Message),
            "too-large" => new JobTooLargeException(problem.Message),
            "overloaded" => new SchedulerOverloadedException(problem.Message, answer.RetryAfter ?? TimeSpan.Zero),
            "unavailable" => new SchedulerUnavailableException(problem.Message, answer.RetryAfter ?? TimeSpan.Zero),
            "storage-full" => new SchedulerUnavailableException(problem.Message, answer.RetryAfter ?? TimeSpan.Zero, storageFull: true),
            "outcome-unknown" => new OutcomeUnknownException(problem.Message, answer.RetryAfter ?? TimeSpan.Zero),
            null => new JobSchedulerRequestException(
                answer.Status, "unexpected-answer", problem.Message + " Is BaseAddress where the scheduler is mounted?"),
            _ => new JobSchedulerRequestException(answer.Status, problem.Type, problem.Message),
        };
    }

    /// <summary>An answer with a good status that cannot be read.</summary>
    public static JobSchedulerRequestException Unreadable(ApiAnswer answer, Exception inner) =>
        new(answer.Status, "unexpected-answer",
            $"The server answered {answer.Status} with a body that this client cannot read. Is BaseAddress where the scheduler is mounted?", inner);

    /// <summary>What a call throws when its tries are used up.</summary>
    /// <param name="request">The call.</param>
    /// <param name="last">The last try.</param>
    /// <param name="doubt">A try may have taken effect.</param>
    public static JobSchedulerException GivenUp(ApiRequest request, TryResult last, bool doubt)
    {
        var retryAfter = last.Answer?.RetryAfter ?? TimeSpan.Zero;
        var problem = last.Answer is null ? null : Problem.Read(last.Answer);
        var reason = problem?.Message ?? last.Broken!.Message;
        if (doubt)
        {
            return new OutcomeUnknownException($"It is not known whether the request took effect: {reason}", retryAfter, last.Broken)
            {
                IdempotencyKey = request.IdempotencyKey,
            };
        }

        return last.Answer?.Status == 429
            ? new SchedulerOverloadedException(reason, retryAfter)
            : new SchedulerUnavailableException(
                problem?.Type is null ? $"The scheduler is out of reach: {reason}" : reason, retryAfter, problem?.Type == "storage-full", last.Broken);
    }

    /// <summary>
    /// Where the expression lies: the problem does not say so itself, but its words are among the errors there. An expression that
    /// never fires has words of its own.
    /// </summary>
    private static string CronPath(IReadOnlyDictionary<string, string[]> errors, string expected)
    {
        var paths = errors.Keys.Where(path => path == "cron" || path.StartsWith("exclude[", StringComparison.Ordinal)).ToList();
        return paths.Find(path => errors[path].Any(message => message.Contains(expected, StringComparison.Ordinal))) ?? paths.FirstOrDefault() ?? "cron";
    }

    /// <summary>The detail, with the field errors that a log would otherwise not show.</summary>
    private static string Sentence(Problem problem) => problem.Errors.Count == 0
        ? problem.Message
        : $"{problem.Message} {string.Join("; ", problem.Errors.Select(e => $"{e.Key} {string.Join(", ", e.Value)}"))}";
}
