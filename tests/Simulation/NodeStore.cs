using JobScheduler.Grains.Storage;

namespace JobScheduler.Simulation;

/// <summary>
/// The store as one process reaches it: every call takes time on its way there and back, so that a crash can come before it arrives,
/// or after it was done and before the process heard of it.
/// </summary>
internal sealed class NodeStore(IPartitionLog inner, SimWorld world, SimNode node, Random random) : PassingLog(inner)
{
    public override Task<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        world.Observer.Decided(batch);
        return base.CommitAsync(batch, cancellationToken);
    }

    protected override async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        await TravelAsync();
        var answer = await call();
        if (!node.IsAlive)
            await Task.Yield(); // it died of this call, and never hears of it
        await TravelAsync();
        return answer;
    }

    private async Task TravelAsync()
    {
        switch (random.Next(8))
        {
            case 0:
                break;
            case < 4:
                await Task.Yield();
                break;
            default:
                await Task.Delay(TimeSpan.FromMicroseconds(random.Next(50, 1_500)), world.Clock, CancellationToken.None);
                break;
        }
    }
}
