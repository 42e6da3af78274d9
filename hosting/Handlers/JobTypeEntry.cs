using System.Text.Json;

namespace JobScheduler.Hosting.Handlers;

/// <summary>A job type this process knows: how its payload is read, what its jobs default to, and its handler if it has one here.</summary>
internal sealed class JobTypeEntry
{
    /// <summary>The name it is registered under.</summary>
    public required string JobType { get; init; }

    /// <summary>Its old names.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>For people, or null.</summary>
    public string? Description { get; init; }

    /// <summary>What its jobs get when a submission is silent.</summary>
    public required JobTypeDefaults Defaults { get; init; }

    /// <summary>How long its jobs are kept after they ended, as the registration says; or null.</summary>
    public JobRetention? Retention { get; init; }

    /// <summary>How payload and result are read and written.</summary>
    public required JsonSerializerOptions Json { get; init; }

    /// <summary>What a payload is read as; null: the handler takes none.</summary>
    public Type? PayloadType { get; init; }

    /// <summary>Whether a null payload is acceptable.</summary>
    public bool AcceptsNull { get; init; }

    /// <summary>What the handler returns besides outcomes, or null.</summary>
    public Type? ResultType { get; init; }

    /// <summary>Exceptions that fail the job for good.</summary>
    public required IReadOnlyList<Type> DoNotRetry { get; init; }

    /// <summary>Checks payloads; null: data annotations do.</summary>
    public PayloadValidator? Validator { get; init; }

    /// <summary>The handler; null if this process only submits the type.</summary>
    public HandlerCall? Call { get; init; }

    /// <summary>Whether the handler takes anything from the attempt's DI scope; without need none is made.</summary>
    public bool UsesServices { get; init; }

    /// <summary>What its handler logs is kept with the attempt.</summary>
    public bool KeepsLogs { get; init; }

    /// <summary>Comes with the scheduler.</summary>
    public bool IsBuiltIn { get; init; }

    /// <summary>Reads a payload as <see cref="PayloadType"/>.</summary>
    /// <param name="payload">The payload, or null.</param>
    /// <returns>The value; null for JSON null, for no payload, and for a handler that takes none.</returns>
    /// <exception cref="Exception">It does not fit: usually a <see cref="JsonException"/>, but a constructor or converter throws what it likes.</exception>
    public object? ReadPayload(RawJson? payload)
    {
        if (PayloadType is null)
            return null;
        if (PayloadType == typeof(RawJson))
            return payload;
        return payload is null
            ? JsonSerializer.Deserialize("null"u8, PayloadType, Json)
            : JsonSerializer.Deserialize(payload.Utf8.Span, PayloadType, Json);
    }
}
