namespace JobScheduler.Tests.Cluster;

/// <summary>Holds the calls that start attempts on other nodes, on their way, until the test lets them go.</summary>
internal sealed class HeldStarts : IOutgoingGrainCallFilter
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when one is held.</summary>
    public Task Reached => _reached.Task;

    public void Release() => _released.TrySetResult();

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.InterfaceMethod.DeclaringType == typeof(INodeGrain) && context.InterfaceMethod.Name == nameof(INodeGrain.StartAsync))
        {
            _reached.TrySetResult();
            await _released.Task;
        }

        await context.Invoke();
    }
}
