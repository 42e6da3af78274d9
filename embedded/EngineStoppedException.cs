namespace JobScheduler.Embedded;

/// <summary>
/// The engine no longer runs grains. The call either never began, or (after <see cref="EmbeddedEngine.Kill"/>) may have run in part.
/// </summary>
public sealed class EngineStoppedException : InvalidOperationException
{
    /// <summary>The engine stopped before the call began.</summary>
    public EngineStoppedException()
        : base("The engine has stopped: the call did not begin.")
    {
    }

    /// <summary>With a message.</summary>
    /// <param name="message">What is known of the call.</param>
    public EngineStoppedException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    /// <param name="message">What is known of the call.</param>
    /// <param name="innerException">The cause.</param>
    public EngineStoppedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
