using JobScheduler.Grains.Core;
using JobScheduler.Tests.History;

namespace JobScheduler.Simulation;

/// <summary>Clients: they submit and change jobs through the grain interfaces, and write down what they were told.</summary>
internal sealed class Workload(SimWorld world)
{
    private readonly List<string> _jobs = [];
    private readonly SpecMaker _specs = new(world, world.Random(5));
    private readonly Random _random = world.Random(6);

    /// <summary>Traces of submits that were answered with nothing stored.</summary>
    public HashSet<string> Refused { get; } = new(StringComparer.Ordinal);

    public async Task RunAsync()
    {
        var clients = Enumerable.Range(0, world.Profile.Clients).Select(_ => ClientAsync()).ToArray();
        await Task.WhenAll(clients);
    }

    private async Task ClientAsync()
    {
        for (var i = 0; i < world.Profile.OperationsPerClient; i++)
        {
            await world.DelayAsync(world.Profile.Think * _random.NextDouble());
            await world.FrontAsync();
            var node = Choose();
            await (_random.Next(20) switch
            {
                < 4 when world.Profile.IsRush => SubmitManyAsync(node),
                < 10 => SubmitAsync(node, _specs.Draw()),
                10 or 11 => SubmitTwiceAsync(node, _specs.Draw()),
                12 => SubmitManyAsync(node),
                13 => PauseAsync(node, true),
                14 or 15 => PauseAsync(node, false),
                16 when _random.Next(3) == 0 => DeliverAsync(node, _specs.Draw() with { IdempotencyKey = null, Tags = ["sent"] }),
                _ => ChangeAsync(node),
            });
        }
    }

    // Mostly the newest node, now and then an older one that still lives.
    private SimNode Choose()
    {
        var serving = world.Nodes.FindAll(node => node.IsServing);
        return _random.Next(5) == 0 ? serving[_random.Next(serving.Count)] : world.Front!;
    }

    private Task SubmitTwiceAsync(SimNode node, JobSpec spec)
    {
        var both = spec with { IdempotencyKey = spec.IdempotencyKey ?? $"twice{_random.Next(5)}", RequestHash = spec.IdempotencyKey is null ? "twice" : spec.RequestHash };
        return Task.WhenAll(SubmitAsync(node, both), SubmitAsync(node, both with { TraceParent = _specs.Draw().TraceParent }));
    }

    private async Task SubmitAsync(SimNode node, JobSpec spec)
    {
        var hash = _specs.HashOf(spec);
        var sentAt = world.Stamp();
        world.Note("client", $"submit to {node.Name}: {spec.JobType} {spec.Queue} key {spec.ConcurrencyKey} idempotency {spec.IdempotencyKey} trace {spec.TraceId[^4..]}");
        var told = await node.CallAsync(engine => engine.GetGrain<IPartitionGrain>(PartitionOf(hash)).SubmitAsync(spec, hash));
        Told(sentAt, spec, told.Answer, told.Unknown);
    }

    private async Task SubmitManyAsync(SimNode node)
    {
        var specs = Enumerable.Range(0, _random.Next(2, world.Profile.IsRush ? 16 : 7))
            .Select(_ => _specs.Draw() with { IdempotencyKey = null, ConcurrencyKey = null })
            .Select(spec => world.Profile.IsRush ? spec with { RunAt = null, DelayMs = null } : spec)
            .ToArray();
        var first = (ushort)_random.Next(1 << 16);
        var hashes = specs.Select(_ => first).ToArray();
        var sentAt = world.Stamp();
        var told = await node.CallAsync(engine => engine.GetGrain<IPartitionGrain>(PartitionOf(first)).SubmitManyAsync(specs, hashes));
        for (var i = 0; i < specs.Length; i++)
            Told(sentAt, specs[i], told.Answer?[i], told.Unknown);
    }

    private void Told(DateTimeOffset sentAt, JobSpec spec, JobAnswer? answer, bool unknown)
    {
        var what = unknown ? SubmitAnswer.Unknown : answer?.Status switch
        {
            PartitionStatus.Done => SubmitAnswer.Accepted,
            PartitionStatus.Existing => SubmitAnswer.Existing,
            PartitionStatus.IdempotencyConflict => SubmitAnswer.Conflict,
            PartitionStatus.OutcomeUnknown => SubmitAnswer.Unknown,
            _ => SubmitAnswer.Refused,
        };
        world.Count($"submits {what}");
        world.Note("client", $"told {what} {answer?.Status} {answer?.JobId} {answer?.Detail} trace {spec.TraceId[^4..]}");
        if (what is SubmitAnswer.Refused or SubmitAnswer.Conflict or SubmitAnswer.Existing)
            Refused.Add(spec.TraceParent);
        if (what is SubmitAnswer.Accepted or SubmitAnswer.Existing)
            CheckDurable(spec, answer!, what == SubmitAnswer.Accepted);
        world.History.Add(new SubmitTold(sentAt, world.Stamp(), what, answer?.JobId)
        {
            RunAt = DateTimeOffset.FromUnixTimeMilliseconds(answer?.JobId is { } id ? world.Observer.InsertedRunAt(id) : 0),
            Priority = spec.Priority,
            MaxAttempts = spec.MaxAttempts,
            ConcurrencyKey = spec.ConcurrencyKey,
            IdempotencyKey = spec.IdempotencyKey,
        });
    }

    private void CheckDurable(JobSpec spec, JobAnswer answer, bool isNew)
    {
        if (answer.JobId is not { } jobId || world.Observer.Find(jobId) is not { } job)
        {
            world.Violate(SimRule.AnswerNotDurable, answer.JobId ?? "-", $"answered {answer.Status}, and the store has no such job");
            return;
        }

        _jobs.Add(jobId);
        if (isNew && job.Spec.TraceParent != spec.TraceParent)
            world.Violate(SimRule.AnswerNotDurable, jobId, "answered as new, but it is another submit's");
        if (job.Spec.RequestHash != spec.RequestHash || (spec.RunAt is { } runAt && isNew && world.Observer.InsertedRunAt(jobId) != runAt))
            world.Violate(SimRule.AnswerNotDurable, jobId, "answered, but the stored job is not what was asked for");
    }

    private async Task DeliverAsync(SimNode node, JobSpec spec)
    {
        var hash = _specs.HashOf(spec);
        var sent = new SentJob { JobId = JobIds.CreateSent(hash, world.Now.ToUnixTimeMilliseconds(), _random.Next(1 << 20), sender: 0), Spec = spec };
        // No send row stands for this: once the job's time is over nothing would tell a repetition from a new job.
        for (var i = 0; i < 2 && !world.Observer.IsTrimmed(sent.JobId); i++)
        {
            var (status, unknown) = await node.CallAsync(engine => engine.GetGrain<IPartitionGrain>(PartitionOf(hash)).DeliverAsync(sent));
            world.Note("client", $"delivered {sent.JobId}: {status} {unknown}");
            if (!unknown && status is PartitionStatus.Done or PartitionStatus.Existing)
                Told(world.Stamp(), spec, new JobAnswer { Status = PartitionStatus.Done, JobId = sent.JobId }, false);
        }
    }

    private async Task PauseAsync(SimNode node, bool paused)
    {
        var queue = SpecMaker.Queues[_random.Next(SpecMaker.Queues.Count)];
        if (!paused)
            world.Observer.ResumeSent(queue);
        var (answer, unknown) = await node.CallAsync(
            engine => engine.GetGrain<IQueueGrain>(queue).SetAsync(new QueueCommand { Queue = queue, Paused = paused, Note = "sim", By = "sim" }));
        world.Note("client", $"queue {queue} paused {paused}: {(unknown ? "unknown" : answer!.Status)}");
        if (!unknown && answer!.Status == PartitionStatus.Done && paused)
            world.Observer.PauseAnswered(queue, node);
    }

    /// <summary>Resumes every queue; true if all answered that it is done.</summary>
    public async Task<bool> ResumeAllAsync(SimNode node)
    {
        var done = true;
        foreach (var queue in SpecMaker.Queues)
        {
            world.Observer.ResumeSent(queue);
            var (answer, unknown) = await node.CallAsync(
                engine => engine.GetGrain<IQueueGrain>(queue).SetAsync(new QueueCommand { Queue = queue, Paused = false }));
            done &= !unknown && answer!.Status == PartitionStatus.Done;
        }

        return done;
    }

    private async Task ChangeAsync(SimNode node)
    {
        var jobs = _random.Next(3) == 0 ? world.Observer.ScheduledJobs : _jobs;
        if (jobs.Count == 0)
            return;
        var command = DrawCommand(jobs[_random.Next(2) == 0 ? _random.Next(jobs.Count) : Math.Max(0, jobs.Count - 1 - _random.Next(4))]);
        JobIds.TryGetPartition(command.JobId, world.Profile.Partitions, out var partition);
        var sentAt = world.Stamp();
        world.Note("client", $"{command.Kind} {command.JobId} run_at {command.RunAt} delay {command.DelayMs} priority {command.Priority} to {node.Name}");
        var (answers, lost) = await node.CallAsync(engine => engine.GetGrain<IPartitionGrain>(partition).ChangeAsync([command]));
        var answer = answers?[0];
        var unknown = lost || answer?.Status == PartitionStatus.OutcomeUnknown;
        world.Count($"commands {(unknown ? "unknown" : answer!.Status)}");
        world.Note("client", $"{command.Kind} {command.JobId}: {(unknown ? "unknown" : answer!.Status)} {answer?.Job?.State}");
        if (!unknown && answer!.Status == PartitionStatus.NotFound && !world.Observer.IsTrimmed(command.JobId))
            world.Violate(SimRule.AnswerNotDurable, command.JobId, "an accepted job is not found");
        Remember(command, sentAt, answer, unknown);
    }

    // Due times are taken from the commits, so only cancels are told with their state.
    private void Remember(JobCommand command, DateTimeOffset sentAt, JobAnswer? answer, bool unknown)
    {
        var kind = command.Kind switch
        {
            JobCommandKind.Cancel => CommandKind.Cancel,
            JobCommandKind.Move => CommandKind.Move,
            JobCommandKind.Retry or JobCommandKind.Replay => CommandKind.Retry,
            JobCommandKind.RunNow => CommandKind.RunNow,
            _ => (CommandKind?)null,
        };
        if (kind is { } known)
        {
            var state = known == CommandKind.Cancel && answer?.Status == PartitionStatus.Done ? answer.Job?.State : null;
            world.History.Add(new CommandTold(sentAt, world.Stamp(), known, command.JobId, state) { Unknown = unknown && known == CommandKind.Cancel });
        }
    }

    private JobCommand DrawCommand(string jobId)
    {
        var now = world.Now.ToUnixTimeMilliseconds();
        return _random.Next(20) switch
        {
            < 5 => new JobCommand { JobId = jobId, Kind = JobCommandKind.Cancel },
            < 8 => new JobCommand { JobId = jobId, Kind = JobCommandKind.RunNow },
            < 11 => new JobCommand { JobId = jobId, Kind = JobCommandKind.Retry },
            11 => new JobCommand { JobId = jobId, Kind = JobCommandKind.Replay },
            12 or 13 => new JobCommand { JobId = jobId, Kind = JobCommandKind.Discard, Reason = "sim" },
            14 or 15 => new JobCommand { JobId = jobId, Kind = JobCommandKind.Move, Priority = _random.Next(-2, 3) * 5 },
            16 => new JobCommand { JobId = jobId, Kind = JobCommandKind.Move, DelayMs = _random.Next(10_000), Priority = _random.Next(-2, 3) * 5 },
            _ => new JobCommand { JobId = jobId, Kind = JobCommandKind.Move, RunAt = now + _random.Next(-5_000, 20_000) },
        };
    }

    private int PartitionOf(ushort hash) => Routing.PartitionOf(hash, world.Profile.Partitions);
}
