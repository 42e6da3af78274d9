using JobScheduler.Grains.Core;
using JobScheduler.Grains.Diagnostics;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Grains.Jobs;

/// <summary>
/// Performs the attempts of this node, off the grains' turns, in six steps: resolve, enter, begin, invoke, classify, report. The last
/// one is repeated until a partition has made the outcome durable or calls it stale.
/// </summary>
/// <remarks>
/// A partition hands its attempts to the runner of its own node, without a call between grains; <see cref="NodeGrain"/> does so for
/// partitions of other nodes. An attempt is in <see cref="NodeAttempts"/> from its start until its report was answered, wherever its
/// partition is by then.
/// </remarks>
public sealed partial class AttemptRunner(SchedulerNode node, IHandlerInvoker invoker, IJobQueries queries, ILogger<AttemptRunner> log) : IAttemptHost
{
    private static readonly TimeSpan LoadAgainAfter = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private readonly ILogger _log = log;
    private Func<AttemptControl, bool>? _refuses;

    /// <summary>Starts an attempt and returns at once. An older attempt of the job is told to stop; the same token again, or an older one, changes nothing.</summary>
    /// <param name="order">The attempt.</param>
    /// <param name="owner">Who is told how it ended.</param>
    /// <param name="mayEnter">False: it is handed back at once, as while the node drains.</param>
    internal void Start(AttemptOrder order, IAttemptOwner owner, bool mayEnter = true)
    {
        var attempt = new AttemptControl(order, node.Settings.Attempts)
        {
            Host = this,
            Owner = owner,
            Payload = order.Spec.Payload,
            LogLimits = node.Settings.AttemptLogs,
        };
        if (node.Attempts.TryAdd(attempt, out var known))
        {
            known?.RequestStop(StopCause.Cancelled); // a newer token exists, so what the older attempt does no longer counts
            if (!mayEnter || node.Attempts.Draining)
                attempt.TryTakeBack();
            else if (order.PayloadOmitted)
                Resolve(attempt);
            else
                EnterInTime(attempt);
        }
        else if (known!.Order.Token > order.Token)
        {
            GiveSlotBack(order); // overtaken by a newer one: it never starts
        }
    }

    /// <summary>The owner's answer to a report.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="report">What was reported.</param>
    /// <param name="answer">The answer.</param>
    internal void Reported(AttemptControl attempt, AttemptReport report, ReportAnswer answer)
    {
        if (answer == ReportAnswer.TryAgain)
        {
            Repeat(attempt, report, FirstPause);
            return;
        }

        if (answer == ReportAnswer.Stale)
            LogStaleReport(attempt);
        node.Attempts.Remove(attempt);
        node.Events.Signal(attempt.Order.JobId);
    }

    /// <summary>Reports by calls to the partition, wherever it is, until one is answered.</summary>
    internal void ReportByCalls(AttemptControl attempt, AttemptReport report) => Repeat(attempt, report, TimeSpan.Zero);

    void IAttemptHost.Entered(AttemptControl attempt) => Task.Factory.StartNew(
        static state => _ = ((AttemptRunner)((AttemptControl)state!).Host!).RunAsync((AttemptControl)state), attempt,
        CancellationToken.None, TaskCreationOptions.DenyChildAttach, node.Settings.Attempts);

    void IAttemptHost.TakenBack(AttemptControl attempt) => Conclude(attempt, NotBegun(attempt));

    void IAttemptHost.Stopping(AttemptControl attempt)
    {
        if (attempt.BegunAt is null || attempt.HasReturned)
            return;
        node.Attempts.Stuck.Stopped(attempt);
        if (attempt.Cause == StopCause.Cancelled)
            return; // a cancelled attempt ends when its handler does
        var patience = attempt.Cause == StopCause.Drained ? node.Settings.ReleaseAfter : node.Settings.AbandonAfter;
        attempt.Patience = new AttemptTimeout(node, patience, () => GiveUp(attempt));
        if (attempt.HasReturned)
            attempt.Patience.Dispose();
    }

    void IAttemptHost.Progressed(AttemptControl attempt) => ProgressPump.Of(node, attempt).Notice();

    private void Resolve(AttemptControl attempt) => Queue(() => _ = ResolveAsync(attempt));

    // 1 resolve: the payload, if it was too large for a page
    private async Task ResolveAsync(AttemptControl attempt)
    {
        while (!attempt.Stop.IsCancellationRequested && !attempt.IsTakenBack)
        {
            try
            {
                var stored = await queries.GetJobAsync(attempt.Order.JobId, attempt.Stop);
                attempt.Payload = stored?.Job.Spec.Payload;
                EnterInTime(attempt);
                return;
            }
            catch (StoreUnavailableException)
            {
                node.Metrics.Store.Unavailable();
                await Task.Delay(LoadAgainAfter, node.Clock, attempt.Stop).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return; // taken back while its payload was read
            }
        }
    }

    /// <summary>2 enter: with a slot. What was claimed early takes none before its time.</summary>
    private void EnterInTime(AttemptControl attempt)
    {
        if (node.WakeUp.Now >= attempt.Order.RunAt)
        {
            node.Slots.Enter(attempt);
            return;
        }

        IAlarm? alarm = null;
        alarm = node.WakeUp.CreateAlarm(() =>
        {
            alarm!.Dispose();
            node.Slots.Enter(attempt);
        });
        alarm.Set(attempt.Order.RunAt);
    }

    private async Task RunAsync(AttemptControl attempt)
    {
        // 3 begin: in time, and only if nothing speaks against it at this very moment. Checkpoint "a pause holds": asked here, right before the call, and
        // not by who queued it; a pause may have been answered since.
        if (!await IsDueAsync(attempt) || !TryBegin(attempt))
        {
            attempt.HasReturned = true;
            node.Slots.Left();
            Conclude(attempt, NotBegun(attempt));
            return;
        }

        // 4 invoke; the slot stays taken until the handler returns, whatever is reported before
        var result = await InvokeAsync(attempt);

        // 5 classify
        (attempt.Exception, attempt.Trace) = (result.Exception, result.Trace);
        if (!Conclude(attempt, Classify(attempt, result)))
            LogLate(attempt, result.Exception);
    }

    /// <summary>Checkpoint "never early": a claim may be committed before the time, the handler is entered at or after it.</summary>
    private async ValueTask<bool> IsDueAsync(AttemptControl attempt)
    {
        if (node.WakeUp.Now >= attempt.Order.RunAt)
            return true;
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

    /// <summary>When it could have started: a job that was submitted for a time in the past is not late for that.</summary>
    private static DateTimeOffset DueAt(AttemptOrder order) => DateTimeOffset.FromUnixTimeMilliseconds(
        JobIds.TryParse(order.JobId, out _, out var submittedAt) ? Math.Max(order.RunAt, submittedAt) : order.RunAt);

    private bool TryBegin(AttemptControl attempt)
    {
        var now = node.Clock.GetUtcNow();
        if (!attempt.TryBegin(now.ToUnixTimeMilliseconds(), _refuses ??= IsRefused))
            return false;
        var late = now - DueAt(attempt.Order);
        node.Stats.Started(attempt.Order.Attempt == 1 ? late.TotalMilliseconds : null);
        if (attempt.Order.Attempt == 1)
            node.Metrics.Jobs.Started(attempt.Order.Spec.Queue, late);
        node.Events.Signal(attempt.Order.JobId);
        // Of an attempt that another node's partition ordered that partition tells: what comes from two nodes comes in no order.
        if (node.Changes.IsOn && node.Health.Serves(attempt.Order.Partition))
            node.Changes.Add(ChangedJobs.Begun(attempt.Order, now));
        return true;
    }

    private bool IsRefused(AttemptControl attempt) => node.Attempts.Draining || node.Queues.IsPaused(attempt.Order.Spec.Queue);

    private async ValueTask<HandlerResult> InvokeAsync(AttemptControl attempt)
    {
        var order = attempt.Order;
        using var timeout = order.Spec.TimeoutMs is { } ms ? TimeoutOf(attempt, ms) : null;
        try
        {
            var info = new AttemptInfo(order.Partition, order.Spec.TraceParent, order.Spec.TraceState, attempt);
            node.Attempts.Stuck.Entered(attempt);
            var call = invoker.InvokeAsync(order.Spec.JobType, attempt.Payload, info, ContextOf(attempt), attempt.Stop);
            if (call.IsCompletedSuccessfully)
                return call.Result;
            node.Attempts.Stuck.Awaits(attempt);
            return await call;
        }
        finally
        {
            node.Attempts.Stuck.Returned(attempt);
            attempt.Patience?.Dispose();
            node.Slots.Left();
        }
    }

    private AttemptTimeout TimeoutOf(AttemptControl attempt, long milliseconds) =>
        new(node, TimeSpan.FromMilliseconds(milliseconds), () => attempt.RequestStop(StopCause.TimedOut));

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

    /// <summary>6 report, once; false: the attempt was given up before.</summary>
    private bool Conclude(AttemptControl attempt, AttemptReport report)
    {
        if (!attempt.TryConclude())
            return false;
        attempt.Pump?.Dispose();
        GiveSlotBack(attempt.Order);
        if (report.Kind != ReportKind.NotBegun)
            node.Stats.Finished(report.Kind is ReportKind.Retry or ReportKind.Fail or ReportKind.TimedOut);
        attempt.Owner!.Report(attempt, report);
        return true;
    }

    /// <summary>Its handler did not return in time: the attempt ends without it, and its slot stays taken.</summary>
    private void GiveUp(AttemptControl attempt)
    {
        if (Conclude(attempt, Abandoned(attempt)))
            node.Attempts.Stuck.GivenUp(attempt);
    }

    private void Repeat(AttemptControl attempt, AttemptReport report, TimeSpan pause) => Queue(() => _ = RepeatAsync(attempt, report, pause));

    // Checkpoint "no outcome is lost": the report is repeated until an owner of the partition has it on disk, or refuses its token.
    private async Task RepeatAsync(AttemptControl attempt, AttemptReport report, TimeSpan pause)
    {
        while (true)
        {
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, node.Clock, node.Closed).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            if (node.Closed.IsCancellationRequested)
                return; // the next owner of the partition finds that nobody runs the attempt
            try
            {
                var answer = await attempt.Owner!.Partition.ReportAsync(report);
                if (answer != ReportAnswer.TryAgain)
                {
                    Reported(attempt, report, answer);
                    return;
                }
            }
            catch (Exception e) when (e is not ObjectDisposedException)
            {
                LogReportFailed(e, report.JobId, report.Token);
            }

            pause = pause == TimeSpan.Zero ? FirstPause : Backoff.Next(pause, LongestPause);
        }
    }

    private void GiveSlotBack(AttemptOrder order)
    {
        if (node.Attempts.TryEnd(order.Partition, order.Token))
            node.Slots.Ended();
    }

    private void Queue(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.DenyChildAttach, node.Settings.Attempts);

    private static AttemptReport Classify(AttemptControl attempt, HandlerResult result) => (result.Kind, attempt.Cause) switch
    {
        (HandlerResultKind.Completed, _) => Report(attempt, ReportKind.Completed, result.Result),
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

    private static AttemptReport Report(AttemptControl attempt, ReportKind kind, RawJson? result = null)
    {
        var (percent, message) = attempt.Progress;
        return new AttemptReport
        {
            JobId = attempt.Order.JobId,
            Token = attempt.Order.Token,
            Kind = kind,
            StartedAt = attempt.BegunAt,
            Result = result,
            ProgressPercent = percent,
            Message = message,
            Log = attempt.TakeLog(),
        };
    }
}
