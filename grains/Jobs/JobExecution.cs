using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Jobs;

/// <summary>
/// One attempt, off the grains' turns, in six steps: resolve, begin, invoke, classify, persist, report. The last two are
/// <see cref="JobGrain"/>'s: it reports until the partition has made the outcome durable.
/// </summary>
public sealed class JobExecution(SchedulerNode node, IHandlerInvoker invoker, IJobQueries queries)
{
    private static readonly TimeSpan LoadAgainAfter = TimeSpan.FromMilliseconds(200);

    /// <summary>Performs an attempt and says how it ended. Never throws.</summary>
    /// <param name="attempt">The attempt.</param>
    public async Task<AttemptReport> RunAsync(AttemptControl attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        try
        {
            // 1 resolve: the payload, if it was too large for a page
            var payload = attempt.Order.PayloadOmitted ? await LoadPayloadAsync(attempt) : attempt.Order.Spec.Payload;

            // 2 begin: with a slot, in time, and only if nothing speaks against it at this very moment
            if (!await node.Slots.EnterAsync(attempt))
                return NotBegun(attempt);
            if (!await IsDueAsync(attempt))
            {
                node.Slots.Left();
                return NotBegun(attempt);
            }

            // 3 invoke; the slot stays taken until the handler returns, whatever is reported before
            var call = CallAsync(attempt, payload);
            var returned = await UntilReturnedOrAbandonedAsync(attempt, call);

            // 4 classify
            if (!returned)
            {
                attempt.Abandoned = call;
                return Abandoned(attempt);
            }

            if (await call is not { } result)
                return NotBegun(attempt);
            (attempt.Exception, attempt.Trace) = (result.Exception, result.Trace);
            return Classify(attempt, result);
        }
        catch (OperationCanceledException)
        {
            return NotBegun(attempt); // stopped while its payload was read
        }
    }

    private async Task<RawJson?> LoadPayloadAsync(AttemptControl attempt)
    {
        while (true)
        {
            try
            {
                var stored = await queries.GetJobAsync(attempt.Order.JobId, attempt.Stop);
                return stored?.Job.Spec.Payload;
            }
            catch (StoreUnavailableException)
            {
                node.Metrics.Store.Unavailable();
                await Task.Delay(LoadAgainAfter, node.Clock, attempt.Stop);
            }
        }
    }

    /// <summary>Checkpoint "never early": a claim may be committed before the time, the handler is entered at or after it.</summary>
    private async Task<bool> IsDueAsync(AttemptControl attempt)
    {
        try
        {
            await node.WakeUp.UntilAsync(attempt.Order.RunAt, attempt.Stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private bool TryBegin(AttemptControl attempt)
    {
        var now = node.Clock.GetUtcNow();
        if (!attempt.TryBegin(now.ToUnixTimeMilliseconds(), () => node.Attempts.Draining || node.Queues.IsPaused(attempt.Order.Spec.Queue)))
            return false;
        var late = now - DateTimeOffset.FromUnixTimeMilliseconds(attempt.Order.RunAt);
        node.Stats.Started(attempt.Order.Attempt == 1 ? late.TotalMilliseconds : null);
        if (attempt.Order.Attempt == 1)
            node.Metrics.Jobs.Started(attempt.Order.Spec.Queue, late);
        node.Events.Signal(attempt.Order.JobId);
        return true;
    }

    /// <summary>A task of its own: whoever waits for the handler, and gives it up, must go on while it blocks its thread.</summary>
    /// <returns>What came of it; null: the handler was not called.</returns>
    private Task<HandlerResult?> CallAsync(AttemptControl attempt, RawJson? payload) => Task.Factory
        .StartNew(() => InvokeAsync(attempt, payload), CancellationToken.None, TaskCreationOptions.DenyChildAttach, node.Settings.Attempts)
        .Unwrap();

    private async Task<HandlerResult?> InvokeAsync(AttemptControl attempt, RawJson? payload)
    {
        // Checkpoint "a pause holds": asked here, right before the call, and not by who queued it; a pause may have been answered since.
        if (!TryBegin(attempt))
        {
            node.Attempts.Stuck.Returned(attempt);
            node.Slots.Left();
            return null;
        }

        var order = attempt.Order;
        using var timeout = order.Spec.TimeoutMs is { } ms
            ? new AttemptTimeout(node, TimeSpan.FromMilliseconds(ms), () => attempt.RequestStop(StopCause.TimedOut))
            : null;
        try
        {
            var info = new AttemptInfo(order.Partition, order.Spec.TraceParent, order.Spec.TraceState);
            node.Attempts.Stuck.Entered(attempt);
            var call = invoker.InvokeAsync(order.Spec.JobType, payload, info, ContextOf(attempt), attempt.Stop);
            node.Attempts.Stuck.Awaits(attempt); // or it has returned
            return await call;
        }
        finally
        {
            node.Attempts.Stuck.Returned(attempt);
            node.Slots.Left();
        }
    }

    private static JobContext ContextOf(AttemptControl attempt)
    {
        var order = attempt.Order;
        return new JobContext
        {
            JobId = order.JobId,
            JobType = order.Spec.JobType,
            Attempt = order.Attempt,
            FencingToken = order.Token,
            RunAt = DateTimeOffset.FromUnixTimeMilliseconds(order.RunAt),
            NominalAt = order.Spec.NominalAt is { } nominal ? DateTimeOffset.FromUnixTimeMilliseconds(nominal) : null,
            ScheduleId = order.Spec.ScheduleId,
            Queue = order.Spec.Queue,
            Tags = order.Spec.Tags,
            TraceId = order.Spec.TraceId,
            OnProgress = attempt.Report,
        };
    }

    /// <summary>True when the handler returned; false when it ignored its token for too long after a time-out or a drain.</summary>
    private async Task<bool> UntilReturnedOrAbandonedAsync(AttemptControl attempt, Task call)
    {
        // Completed on the attempts' scheduler, see RequestStop; running continuations asynchronously would send WhenAny over the pool.
        var stopped = new TaskCompletionSource();
        using var registration = attempt.Stop.Register(() => stopped.TrySetResult());
        await Task.WhenAny(call, stopped.Task);
        if (!call.IsCompleted)
            node.Attempts.Stuck.Stopped(attempt);
        if (call.IsCompleted || attempt.Cause is StopCause.Cancelled)
        {
            await call; // a cancelled attempt ends when its handler does
            return true;
        }

        var patience = attempt.Cause == StopCause.Drained ? node.Settings.ReleaseAfter : node.Settings.AbandonAfter;
        var enough = new TaskCompletionSource();
        using var wait = new AttemptTimeout(node, patience, () => enough.TrySetResult());
        await Task.WhenAny(call, enough.Task);
        return call.IsCompleted;
    }

    private static AttemptReport Classify(AttemptControl attempt, HandlerResult result) => (result.Kind, attempt.Cause) switch
    {
        (HandlerResultKind.Completed, _) => Report(attempt, ReportKind.Completed) with { Result = result.Result },
        (HandlerResultKind.Snooze, _) => Report(attempt, ReportKind.Snooze) with { Until = RoundedUp(result.Until!.Value) },
        (HandlerResultKind.Fail, _) => Report(attempt, ReportKind.Fail) with { Error = result.Error },
        // What a handler throws after its token fired is the stop's doing, whatever exception it chose.
        (_, StopCause.TimedOut) => Report(attempt, ReportKind.TimedOut) with { Error = TimedOutError(attempt) },
        (_, StopCause.Cancelled) => Report(attempt, ReportKind.Cancelled) with { Error = result.Error },
        (_, StopCause.Drained) => Report(attempt, ReportKind.Released),
        _ => Report(attempt, ReportKind.Retry) with
        {
            Error = result.Error,
            AfterMs = result.After is { } after ? Core.RetryDelays.Asked(after) : null,
        },
    };

    // Never early, also not by the part of a millisecond.
    private static long RoundedUp(DateTimeOffset time) =>
        time.ToUnixTimeMilliseconds() + (time.UtcTicks % TimeSpan.TicksPerMillisecond == 0 ? 0 : 1);

    private static AttemptReport Abandoned(AttemptControl attempt) => attempt.Cause == StopCause.Drained
        ? Report(attempt, ReportKind.Released)
        : Report(attempt, ReportKind.TimedOut) with { Error = TimedOutError(attempt) };

    private static JobError TimedOutError(AttemptControl attempt) =>
        new("timed_out", $"The attempt did not end within its time-out of {attempt.Order.Spec.TimeoutMs} ms.");

    private static AttemptReport NotBegun(AttemptControl attempt) => Report(attempt, ReportKind.NotBegun);

    private static AttemptReport Report(AttemptControl attempt, ReportKind kind) => new()
    {
        JobId = attempt.Order.JobId,
        Token = attempt.Order.Token,
        Kind = kind,
        StartedAt = attempt.BegunAt,
        ProgressPercent = attempt.Progress.Percent,
        Message = attempt.Progress.Message,
    };
}
