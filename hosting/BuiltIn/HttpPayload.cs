using System.Text.Json;

namespace JobScheduler.Hosting.BuiltIn;

/// <summary>What <c>http</c> takes. Absent and null mean the default.</summary>
internal sealed class HttpPayload
{
    public const int DefaultTimeoutMs = 30_000;
    public const int DefaultMaxResponseBytes = 65_536;

    /// <summary>Absolute, http or https. Required.</summary>
    public string? Url { get; init; }

    /// <summary>Default GET; POST with a body.</summary>
    public string? Method { get; init; }

    /// <summary>Added to the request.</summary>
    public Dictionary<string, string?>? Headers { get; init; }

    /// <summary>A string is sent as it is, other JSON as application/json.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>Statuses that complete the job; default 200 to 299.</summary>
    public int[]? ExpectedStatus { get; init; }

    /// <summary>For the whole exchange; 1 to 604800000.</summary>
    public long? TimeoutMs { get; init; }

    /// <summary>How much of the answer's body is kept; the rest is cut off.</summary>
    public int? MaxResponseBytes { get; init; }

    public bool HasBody => Body is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) };

    /// <summary>Whether the status is one that <see cref="ExpectedStatus"/> names: a redirect that it names is not followed.</summary>
    public bool Names(int status) => ExpectedStatus?.Contains(status) ?? false;

    public bool Expects(int status) => ExpectedStatus?.Contains(status) ?? status is >= 200 and <= 299;
}
