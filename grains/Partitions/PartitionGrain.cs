using JobScheduler.Grains.Core;
using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Grains.Partitions;

/// <summary>
/// One slice of the schedule, its only writer. The main loop is <see cref="CycleAsync"/>: take commands, load what they need, decide
/// them and what time wants, claim, commit, and then dispatch and answer.
/// </summary>
/// <remarks>
/// The grain is reentrant: callers queue a command and wait, while one pump works through the queue. Invariants: at most one pump;
/// only the pump touches the core; between two awaits of a cycle no other code changes the core; nothing is answered or dispatched
/// that is not durable. See TERMS.md for who may write, and what happens on each failure.
/// </remarks>
[Reentrant, KeepAlive]
public sealed partial class PartitionGrain : Grain, IPartitionGrain, IDisposable
{
    private const int MostCommands = 1_000;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);
    private readonly SchedulerNode _node;
    private readonly IPartitionLog _store;
    private readonly SnapshotView _view;
    private readonly Func<CoreReply, JobAnswer> _show;
    private readonly AttemptRunner _runner;
    private readonly ILogger<PartitionGrain> _log;
    private readonly IHandlerInvoker _handlers;
    private readonly PendingQueue _inbox = new();
    private readonly PendingQueue _urgent = new();
    private readonly List<PendingCommand> _batch = [];
    private readonly HashSet<long> _starting = [];
    private readonly HashSet<long> _sending = [];
    private readonly Dictionary<string, Task> _sendsOfJob = [];
    private readonly CancellationTokenSource _stopSource = new();
    private readonly CancellationToken _stop;
    private readonly string _owner;
    private readonly Action _poke;
    private readonly Func<Task> _leave;
    private int _partition;
    private TaskScheduler _turns = TaskScheduler.Default;
    private IAlarm? _alarm;
    private PartitionCore? _core;
    private long? _term;
    private Task _pump = Task.CompletedTask;
    private bool _pumping;
    private long _cycle;
    private long _cycleAtSweep;
    private bool _again;
    private bool _uncertain;
    private bool _retired;
    private bool _fenced;
    private long _pendingBytes;

    /// <summary>Made by the engine.</summary>
    /// <param name="node">This process.</param>
    /// <param name="store">The store.</param>
    /// <param name="handlers">Which job types have handlers.</param>
    /// <param name="runner">Performs the attempts of this node.</param>
    /// <param name="log">Log.</param>
    public PartitionGrain(SchedulerNode node, JobStore store, IHandlerInvoker handlers, AttemptRunner runner, ILogger<PartitionGrain> log)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(handlers);
        _node = node;
        _store = store.Log;
        _handlers = handlers;
        _view = node.ViewFor(handlers);
        _show = Show;
        _runner = runner;
        _log = log;
        _leave = LeaveAsync;
        _stop = _stopSource.Token;
        _owner = node.NewOwnerName();
        _poke = Poke;
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _partition = (int)this.GetPrimaryKeyLong();
        _turns = TaskScheduler.Current;
        _self = GrainFactory.GetGrain<IPartitionGrain>(_partition);
        _alarm = _node.WakeUp.CreateAlarm(_poke);
        _node.Queues.Changed += _poke;
        _node.Cluster.Changed += _poke;
        _node.Partitions.Add(_partition, _leave);
        this.RegisterGrainTimer(SweepAsync, new GrainTimerCreationOptions(SweepEvery, SweepEvery) { Interleave = true });
        Kick();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _retired = true;
        _node.Queues.Changed -= _poke;
        _node.Cluster.Changed -= _poke;
        _alarm?.Dispose();
        // What was asked for is still decided and answered; what cannot be written any more is refused. Attempts on their way to other
        // nodes arrive first: the next owner asks there, and would take them for lost.
        await Task.WhenAny(LeaveInOrderAsync(), Task.Delay(_node.Settings.CallTimeout, _node.Clock, cancellationToken));
        _stopSource.Cancel();
        _node.Slots.Withdraw(_partition);
        _node.Health.Serve(_partition, false);
        RefuseAll();
        Left();
    }

    /// <inheritdoc/>
    public void Dispose() => _stopSource.Dispose();

    /// <inheritdoc/>
    public Task<PartitionSnapshot> WakeAsync()
    {
        Kick();
        return Task.FromResult(new PartitionSnapshot
        {
            Partition = _partition,
            Serving = _core is not null,
            Term = _core?.Head.Term ?? 0,
            InMemory = _core?.InMemory ?? 0,
            Running = _core?.Running.Count ?? 0,
            UnknownTypes = new Dictionary<string, long>(_core?.UnknownTypes ?? new Dictionary<string, long>()),
        });
    }

    /// <inheritdoc/>
    public Task<JobAnswer> SubmitAsync(JobSpec spec, ushort hash) => Ask(new CoreCommand.Submit(spec, hash), _show);

    /// <inheritdoc/>
    public Task<JobAnswer[]> SubmitManyAsync(JobSpec[] specs, ushort[] hashes)
    {
        ArgumentNullException.ThrowIfNull(specs);
        return AskMany(specs.Length, index => new CoreCommand.Submit(specs[index], hashes[index]), ShowId);
    }

    /// <inheritdoc/>
    public Task<JobAnswer[]> ProbeAsync(JobSpec[] specs)
    {
        ArgumentNullException.ThrowIfNull(specs);
        return AskMany(specs.Length, index => new CoreCommand.Probe(specs[index]), _show);
    }

    /// <inheritdoc/>
    public Task<JobAnswer[]> ChangeAsync(JobCommand[] commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        return AskMany(commands.Length, index => new CoreCommand.Change(commands[index]), _show);
    }

    /// <inheritdoc/>
    public async Task<ReportAnswer> ReportAsync(AttemptReport report)
    {
        var reply = await AskAsync(new CoreCommand.Report(report, _node.Settings.Draw()));
        return reply.Status is PartitionStatus.Done or PartitionStatus.NotFound ? reply.Report : ReportAnswer.TryAgain;
    }

    /// <inheritdoc/>
    public async Task<ReportAnswer> ProgressAsync(string jobId, long token, double percent, string? message)
    {
        var reply = await AskAsync(new CoreCommand.Progress(jobId, token, percent, message));
        return reply.Status is PartitionStatus.Done or PartitionStatus.NotFound ? reply.Report : ReportAnswer.TryAgain;
    }

    /// <inheritdoc/>
    public async Task<QueueAnswer> SetQueueAsync(QueueCommand command)
    {
        var reply = await AskAsync(new CoreCommand.SetQueue(command));
        return new QueueAnswer
        {
            Status = reply.Status,
            Paused = reply.Queue?.Paused ?? false,
            Note = reply.Queue?.Note,
            By = reply.Queue?.By,
            At = reply.Queue?.At ?? 0,
            Version = reply.Queue?.Version ?? 0,
            Detail = reply.Detail,
        };
    }

    /// <inheritdoc/>
    public async Task<ScheduleAnswer> ChangeScheduleAsync(ScheduleCommand command)
    {
        var reply = await AskAsync(new CoreCommand.ChangeSchedule(command));
        var answer = reply.Schedule ?? new ScheduleAnswer { Status = reply.Status, Detail = reply.Detail };
        LogSchedule(command, answer);
        return answer;
    }

    /// <inheritdoc/>
    public async Task<PartitionStatus> DeliverAsync(SentJob job) => (await AskAsync(new CoreCommand.Deliver(job))).Status;

    /// <inheritdoc/>
    public Task<PartitionStatus[]> TrimAsync(string[] jobIds)
    {
        ArgumentNullException.ThrowIfNull(jobIds);
        return AskMany(jobIds.Length, index => new CoreCommand.Trim(jobIds[index]), static reply => reply.Status);
    }

    /// <summary>Queues a command; its answer comes when all it has seen is durable.</summary>
    /// <remarks>It awaits the answer itself: combining such tasks (WhenAll) would leave the grain's scheduler, see SEMANTICS.md.</remarks>
    private async Task<CoreReply> AskAsync(CoreCommand command) => await Ask(command, static reply => reply);

    /// <summary>The same for a caller who only passes the answer on: to be awaited directly, or returned from a call.</summary>
    private Task<T> Ask<T>(CoreCommand command, Func<CoreReply, T> show)
    {
        var pending = new PendingOne<T>(command, _node.Clock.GetTimestamp(), PartitionCore.SizeOf(command), show);
        Queue(pending);
        return pending.Answer;
    }

    /// <summary>The same for several commands; they are decided in their order, and answered together.</summary>
    private Task<T[]> AskMany<T>(int count, Func<int, CoreCommand> commandAt, Func<CoreReply, T> show)
    {
        var all = new PendingMany<T>(count, show);
        var askedAt = _node.Clock.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var command = commandAt(i);
            Queue(new PendingPart<T>(command, askedAt, PartitionCore.SizeOf(command), all, i));
        }

        return all.Answer;
    }

    private void Queue(PendingCommand pending)
    {
        if (WhyNot(pending) is { } refusal)
        {
            pending.Complete(refusal);
            return;
        }

        _pendingBytes += pending.Bytes;
        InboxOf(pending).AddLast(pending);
        Kick();
    }

    private CoreReply? WhyNot(PendingCommand pending)
    {
        if (_fenced)
            return Refusal(PartitionStatus.Unavailable, "The partition has another owner.");
        if (_left)
            return Moving;
        if (!pending.CanGiveUp)
            return null;
        if (_retired || _leaving)
            return Moving;
        return _inbox.Count >= _node.Settings.MostPending || _pendingBytes + pending.Bytes > _node.Settings.MostPendingBytes
            ? Refusal(PartitionStatus.Overloaded, "The partition has too much to do.")
            : null;
    }

    /// <summary>What attempts report, and this node's own commands, are neither refused nor behind any caller: what runs ends first.</summary>
    private PendingQueue InboxOf(PendingCommand pending) => pending.CanGiveUp ? _inbox : _urgent;

    private JobAnswer Show(CoreReply reply)
    {
        var job = reply.Job?.Record;
        var view = _view with { Now = _node.Now };
        var shown = job is not null && reply.Status == PartitionStatus.Done ? JobSnapshots.Changed(job, view) : null;
        return new JobAnswer
        {
            Status = reply.Status,
            JobId = job?.JobId,
            Job = shown,
            State = shown?.State ?? (job is null ? null : JobSnapshots.StateOf(job, view.Now, _node.Attempts.BegunAt(job) is not null)),
            Detail = reply.Detail,
        };
    }

    /// <summary>Which job a command is about. Who submits many jobs is told no more, and showing one costs more than making it.</summary>
    private static JobAnswer ShowId(CoreReply reply) => new() { Status = reply.Status, JobId = reply.Job?.Record.JobId, Detail = reply.Detail };

    private static CoreReply Refusal(PartitionStatus status, string detail) => new(status) { Detail = detail, Report = ReportAnswer.TryAgain };

    /// <summary>Wakes the pump from any thread.</summary>
    private void Poke() =>
        _ = Task.Factory.StartNew(Kick, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _turns);

    /// <summary>Wakes the pump from one of the grain's turns.</summary>
    private void Kick()
    {
        _again = true;
        if (_pumping)
            return;
        _pumping = true;
        _pump = PumpAsync();
    }

    /// <summary>Answers callers whose patience has ended: what was not decided is certainly not stored; what is under way, perhaps.</summary>
    private Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var pending in _batch.Where(Expired))
            pending.Complete(_uncertain || pending.Reply is not null
                ? Refusal(PartitionStatus.OutcomeUnknown, "The store did not answer in time.")
                : Refusal(PartitionStatus.Unavailable, "The store did not answer in time."));
        for (var left = _inbox.Count; left > 0 && _inbox.TryTake(out var pending); left--)
        {
            if (!Expired(pending))
            {
                _inbox.AddLast(pending);
                continue;
            }

            _pendingBytes -= pending.Bytes;
            pending.Complete(Refusal(PartitionStatus.Unavailable, "The partition could not take the request in time."));
        }

        LookAtSlots();
        LookAtTerm();
        ShowFigures();
        if (_core?.NextDueAt <= _node.Now)
            Kick(); // a net below the alarm: the clock was stepped, or a poke was lost
        return Task.CompletedTask;
    }

    private void LookAtSlots()
    {
        if (!_pumping)
            _node.Slots.CommitDone(_partition);
        else if (_cycle == _cycleAtSweep)
        {
            // A cycle that waits for the store this long: others may have the slots meanwhile; it asks again when it is through.
            _node.Slots.Withhold(_partition);
            _again = true;
        }

        _cycleAtSweep = _cycle;
    }

    private bool Expired(PendingCommand pending) =>
        pending.CanGiveUp && !pending.IsAnswered && _node.Clock.GetElapsedTime(pending.AskedAt) >= _node.Settings.CallTimeout;
}
