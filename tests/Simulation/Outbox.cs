using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Tests.History;

namespace JobScheduler.Simulation;

/// <summary>
/// Jobs on their way from one partition to another when the world begins: no caller can ask for a send row yet, so they are written as
/// an earlier owner would have left them.
/// </summary>
internal static class Outbox
{
    public static async Task FillAsync(SimWorld world)
    {
        var random = world.Random(8);
        var specs = new SpecMaker(world, world.Random(9), firstTrace: 1_000_000);
        for (var partition = 0; partition < world.Profile.Partitions; partition++)
        {
            var head = (await world.Observer.AcquireTermAsync(partition, "before#0", null, CancellationToken.None)).Head;
            var sends = Enumerable.Range(0, random.Next(3)).Select(i => Draw(world, specs, head.NextEntry + i, partition)).ToArray();
            var after = head with { Seq = head.Seq + 1, NextEntry = head.NextEntry + sends.Length };
            await world.Observer.CommitAsync(new CommitBatch(head.Term, head.Seq, after, [.. sends.Select(send => new PutSend(send))]), CancellationToken.None);
            foreach (var send in sends)
            {
                world.Count("send rows");
                world.History.Add(new SubmitTold(world.Stamp(), world.Stamp(), SubmitAnswer.Existing, send.JobId) { ConcurrencyKey = send.Spec?.ConcurrencyKey });
            }
        }
    }

    private static SendRecord Draw(SimWorld world, SpecMaker specs, long id, int sender)
    {
        var spec = specs.Draw() with { IdempotencyKey = null, Tags = ["sent"] };
        var hash = specs.HashOf(spec);
        return new SendRecord(id, Routing.PartitionOf(hash, world.Profile.Partitions), JobIds.CreateSent(hash, world.Now.ToUnixTimeMilliseconds(), id, sender), spec);
    }
}
