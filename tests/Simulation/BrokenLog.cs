using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Simulation;

/// <summary>A store that breaks one rule on purpose.</summary>
internal sealed class BrokenLog : PassingLog
{
    private readonly SimWorld _world;
    private readonly Task[] _last;
    private readonly Random _random;

    private BrokenLog(IPartitionLog inner, SimWorld world)
        : base(inner)
    {
        _world = world;
        _random = world.Random(11);
        _last = [.. Enumerable.Repeat(Task.CompletedTask, world.Profile.Partitions)];
    }

    public static IPartitionLog Around(IPartitionLog inner, SimWorld world) => world.Options.Broken switch
    {
        Broken.SkipTermCheck or Broken.AnswerBeforeCommit or Broken.ForgetKeyHolder or Broken.ForgetCounters or Broken.ForgetIdempotency
            or Broken.ForgetDecisions or Broken.ForgetOccurrences or Broken.ForgetScheduleJobs or Broken.TrustFailedFastCommits =>
            new BrokenLog(inner, world),
        _ => inner,
    };

    public override async Task<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        switch (_world.Options.Broken)
        {
            case Broken.SkipTermCheck:
                var head = _world.Store.Partitions[batch.Partition].Head;
                return await base.CommitAsync(
                    new CommitBatch(head.Term, head.Seq, batch.Head with { Term = head.Term, Seq = head.Seq + 1 }, batch.Mutations), cancellationToken);
            case Broken.AnswerBeforeCommit:
                _last[batch.Partition] = LaterAsync(_last[batch.Partition], batch);
                return CommitResult.Applied;
            case Broken.TrustFailedFastCommits:
                return FastPathFaults.IsFast(batch) && !_world.IsHealed && _random.Next(4) == 0
                    ? CommitResult.Applied
                    : await base.CommitAsync(batch, cancellationToken);
            case Broken.ForgetKeyHolder:
                return await base.CommitAsync(
                    Without(batch, mutation => mutation is PutLine { Line: { Line.Kind: LineKind.Key } line } ? new PutLine(line with { Holder = null }) : mutation),
                    cancellationToken);
            case Broken.ForgetCounters:
                return await base.CommitAsync(Without(batch, mutation => mutation is SetCounter ? null : mutation), cancellationToken);
            case Broken.ForgetDecisions:
                return await base.CommitAsync(Without(batch, mutation => mutation is PutDecision { Decision.JobId: null } ? null : mutation), cancellationToken);
            case Broken.ForgetOccurrences:
                return await base.CommitAsync(Without(batch, mutation => mutation is UpdateSchedule update ? AsBefore(update.Schedule) : mutation), cancellationToken);
            case Broken.ForgetScheduleJobs:
                return await base.CommitAsync(
                    Without(batch, mutation => mutation switch
                    {
                        PutScheduleJob => null,
                        UpdateSchedule update => new UpdateSchedule(update.Schedule with { Active = 0 }),
                        _ => mutation,
                    }),
                    cancellationToken);
            default:
                return await base.CommitAsync(Without(batch, mutation => mutation is PutIdempotency ? null : mutation), cancellationToken);
        }
    }

    private static CommitBatch Without(CommitBatch batch, Func<Mutation, Mutation?> change) =>
        batch with { Mutations = [.. batch.Mutations.Select(change).OfType<Mutation>()] };

    private UpdateSchedule AsBefore(ScheduleRecord schedule)
    {
        var stored = _world.Store.Partitions[Routing.PartitionOf(Routing.Hash(schedule.Id), _world.Profile.Partitions)].Schedules.GetValueOrDefault(schedule.Id);
        return new UpdateSchedule(stored is null ? schedule : schedule with { NextAt = stored.NextAt, DecidedThrough = stored.DecidedThrough });
    }

    private async Task LaterAsync(Task before, CommitBatch batch)
    {
        var writer = _world.Front;
        await before;
        await _world.DelayAsync(TimeSpan.FromMicroseconds(500));
        if (writer is { IsAlive: true })
            await Inner.CommitAsync(batch, CancellationToken.None);
    }
}
