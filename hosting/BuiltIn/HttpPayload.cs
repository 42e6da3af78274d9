using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using JobScheduler.Hosting.Submissions;

namespace JobScheduler.Hosting.BuiltIn;

/// <summary>
/// What <c>http</c> takes. Absent and null mean the default. <see cref="HttpPayloadValidator"/> checks it; the annotations only tell its
/// schema what that refuses.
/// </summary>
internal sealed class HttpPayload
{
    public const int DefaultTimeoutMs = 30_000;
    public const int DefaultMaxResponseBytes = 65_536;

    /// <summary>Absolute, http or https. Required.</summary>
    [Description("Absolute, http or https."), Required, Url, StringLength(HttpPayloadValidator.MaxUrl, MinimumLength = 1)]
    public string? Url { get; init; }

    /// <summary>Default GET; POST with a body.</summary>
    [Description("Default GET; POST with a body."), StringLength(32, MinimumLength = 1)]
    public string? Method { get; init; }

    /// <summary>Added to the request.</summary>
    [Description("Added to the request; ${secret:name} stands for a configured secret."), MaxLength(HttpPayloadValidator.MaxHeaders)]
    public Dictionary<string, string?>? Headers { get; init; }

    /// <summary>A string is sent as it is, other JSON as application/json.</summary>
    [Description("A string is sent as it is, other JSON as application/json.")]
    public JsonElement? Body { get; init; }

    /// <summary>Statuses that complete the job; default 200 to 299.</summary>
    [Description("Statuses that complete the job; default 200 to 299."), Length(1, 500)]
    public int[]? ExpectedStatus { get; init; }

    /// <summary>For the whole exchange; 1 to 604800000.</summary>
    [Description("For the whole exchange; default 30000."), Range(1L, TimeRules.MaxTimeoutMs)]
    public long? TimeoutMs { get; init; }

    /// <summary>How much of the answer's body is kept; the rest is cut off.</summary>
    [Description("How much of the answer's body is kept; default 65536."), Range(0, HttpPayloadValidator.MostResponseBytes)]
    public int? MaxResponseBytes { get; init; }

    public bool HasBody => Body is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) };

    /// <summary>Whether the status is one that <see cref="ExpectedStatus"/> names: a redirect that it names is not followed.</summary>
    public bool Names(int status) => ExpectedStatus?.Contains(status) ?? false;

    public bool Expects(int status) => ExpectedStatus?.Contains(status) ?? status is >= 200 and <= 299;
}
