namespace JobScheduler.Embedded;

/// <summary>Why an activation ends. The numbers are those of Orleans; only the reasons this engine has are here.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>No reason was given.</summary>
    None = 0,

    /// <summary>The engine stops.</summary>
    ShuttingDown = 1,

    /// <summary>The grain's constructor or <see cref="Grain.OnActivateAsync"/> failed.</summary>
    ActivationFailed = 2,

    /// <summary>The activation was not called for the idle age.</summary>
    ActivationIdle = 4,

    /// <summary>The grain asked for it.</summary>
    ApplicationRequested = 9,
}

/// <summary>Why an activation ends, for logs and for <see cref="Grain.OnDeactivateAsync"/>.</summary>
public readonly struct DeactivationReason
{
    /// <summary>A reason without an exception.</summary>
    /// <param name="code">The kind of reason.</param>
    /// <param name="text">One sentence for the reader of a log.</param>
    public DeactivationReason(DeactivationReasonCode code, string text)
        : this(code, null, text)
    {
    }

    /// <summary>A reason with the exception that caused it.</summary>
    /// <param name="code">The kind of reason.</param>
    /// <param name="exception">The cause, if there is one.</param>
    /// <param name="text">One sentence for the reader of a log.</param>
    public DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
    {
        ReasonCode = code;
        Exception = exception;
        Description = text;
    }

    /// <summary>The kind of reason.</summary>
    public DeactivationReasonCode ReasonCode { get; }

    /// <summary>One sentence for the reader of a log.</summary>
    public string Description { get; }

    /// <summary>The exception that caused it, if there is one.</summary>
    public Exception? Exception { get; }

    /// <inheritdoc/>
    public override string ToString() =>
        Exception is null ? $"{ReasonCode}: {Description}" : $"{ReasonCode}: {Description} {Exception.Message}";
}
