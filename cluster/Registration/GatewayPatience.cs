namespace JobScheduler.Cluster.Registration;

/// <summary>How long a gateway that starts waits for the first silo: a minute, asked every second.</summary>
internal sealed class GatewayPatience(TimeProvider? clock = null) : IClientConnectionRetryFilter
{
    private const int Tries = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private int _tried;

    /// <inheritdoc/>
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (++_tried >= Tries)
            return false;
        await Task.Delay(Pause, clock ?? TimeProvider.System, cancellationToken);
        return !cancellationToken.IsCancellationRequested;
    }
}
