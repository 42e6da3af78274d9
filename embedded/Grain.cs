namespace JobScheduler.Embedded;

/// <summary>
/// The base class of a grain: a virtual actor that exists for its callers always and in memory only while it is used. Its code runs
/// one turn (the code from one await to the next) at a time.
/// </summary>
public abstract class Grain : IAddressable
{
    private readonly Activation? _activation = Activation.Current;

    /// <summary>Makes references to other grains.</summary>
    /// <exception cref="InvalidOperationException">The engine did not create this grain.</exception>
    protected IGrainFactory GrainFactory => ThisActivation.Engine;

    /// <summary>The services of this activation: a scope that ends with it.</summary>
    /// <exception cref="InvalidOperationException">The engine did not create this grain.</exception>
    protected IServiceProvider ServiceProvider => ThisActivation.Services;

    internal Activation ThisActivation =>
        _activation ?? throw new InvalidOperationException($"{GetType().Name} was not created by an engine.");

    /// <summary>
    /// Runs before the first call of an activation begins. If it throws, the calls that wait get the exception, and the next call
    /// makes a new activation.
    /// </summary>
    /// <param name="cancellationToken">Cancelled when the activation is to end before it began, as when the engine stops.</param>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Runs when the last call has ended, before a new activation may exist. What it throws is logged and otherwise ignored. It does
    /// not run when the process dies: keep nothing only for here.
    /// </summary>
    /// <param name="reason">Why the activation ends.</param>
    /// <param name="cancellationToken">Cancelled after <see cref="EmbeddedEngineOptions.DeactivationTimeout"/>; then it is not awaited any longer.</param>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends this activation once its running calls have ended. No further call begins on it; a later one makes a new activation.</summary>
    protected void DeactivateOnIdle() =>
        ThisActivation.Deactivate(new(DeactivationReasonCode.ApplicationRequested, $"{nameof(DeactivateOnIdle)} was called."));

    /// <summary>Keeps this activation from idle collection for a time.</summary>
    /// <param name="timeSpan">How long from now; <see cref="Timeout.InfiniteTimeSpan"/> for always; zero or less takes an earlier delay back.</param>
    protected void DelayDeactivation(TimeSpan timeSpan) => ThisActivation.DelayDeactivation(timeSpan);
}
