namespace JobScheduler.Embedded;

/// <summary>What grains and references to them can be asked.</summary>
public static class GrainExtensions
{
    /// <summary>Returns the string key of a grain or a reference.</summary>
    /// <param name="grain">A grain of an engine, or a reference from one.</param>
    /// <exception cref="InvalidOperationException">Its key is not a string.</exception>
    public static string GetPrimaryKeyString(this IAddressable grain)
    {
        var id = GrainId.Of(grain);
        return id.Text ?? throw new InvalidOperationException($"The key of {id} is not a string.");
    }

    /// <summary>Returns the integer key of a grain or a reference.</summary>
    /// <param name="grain">A grain of an engine, or a reference from one.</param>
    /// <exception cref="InvalidOperationException">Its key is not an integer.</exception>
    public static long GetPrimaryKeyLong(this IAddressable grain)
    {
        var id = GrainId.Of(grain);
        return id.Text is null ? id.Number : throw new InvalidOperationException($"The key of {id} is not an integer.");
    }

    /// <summary>Returns a reference to this grain, to be handed to others: never hand out the grain object itself.</summary>
    /// <typeparam name="TGrainInterface">A grain interface that the grain's class implements.</typeparam>
    /// <param name="grain">A grain of an engine.</param>
    /// <exception cref="ArgumentException">The grain's class does not implement the interface.</exception>
    public static TGrainInterface AsReference<TGrainInterface>(this Grain grain) where TGrainInterface : IGrain
    {
        ArgumentNullException.ThrowIfNull(grain);
        return (TGrainInterface)grain.ThisActivation.Engine.GetReference(typeof(TGrainInterface), grain.ThisActivation.GrainId);
    }

    /// <summary>Creates a timer of this activation.</summary>
    /// <param name="grain">The grain that the timer belongs to.</param>
    /// <param name="callback">Runs as a turn of the grain; its token is cancelled when the timer is disposed or the activation ends.</param>
    /// <param name="options">When it ticks, and what a tick may do.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative and not infinite, or over 49 days.</exception>
    public static IGrainTimer RegisterGrainTimer(
        this Grain grain, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(grain);
        ArgumentNullException.ThrowIfNull(callback);
        return grain.ThisActivation.AddTimer(callback, options);
    }

    /// <summary>Creates a timer of this activation whose callback gets a state.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="grain">The grain that the timer belongs to.</param>
    /// <param name="callback">Runs as a turn of the grain; its token is cancelled when the timer is disposed or the activation ends.</param>
    /// <param name="state">Given to every tick.</param>
    /// <param name="options">When it ticks, and what a tick may do.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative and not infinite, or over 49 days.</exception>
    public static IGrainTimer RegisterGrainTimer<TState>(
        this Grain grain, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return grain.RegisterGrainTimer(token => callback(state, token), options);
    }
}
