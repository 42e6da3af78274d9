using System.Text.Json;
using JobScheduler.Http.Guard;
using JobScheduler.Http.Responses;

namespace JobScheduler.Http.Requests;

/// <summary>Reads a request's JSON body with a reader of its shape and ends the request if anything is wrong.</summary>
internal static class JsonBody
{
    /// <summary>How many times the body of a single request a batch may have.</summary>
    public const int BatchFactor = 16;

    /// <summary>A body that must be there.</summary>
    /// <typeparam name="T">What it says.</typeparam>
    /// <param name="call">The request.</param>
    /// <param name="read">Reads the root element.</param>
    /// <param name="limit">Largest size in bytes; null: that of a single request.</param>
    public static async Task<T> ReadAsync<T>(ApiCall call, Func<JsonElement, RequestErrors, T?> read, long? limit = null)
        where T : class
    {
        using var body = await RequestBody.ReadAsync(call, limit ?? call.Gateway.Limits.MaxBodyBytes);
        call.Passage.Enter();
        return Read(call, body, read);
    }

    /// <summary>A body that may be missing: then what its absence means.</summary>
    /// <typeparam name="T">What it says.</typeparam>
    /// <param name="call">The request.</param>
    /// <param name="read">Reads the root element.</param>
    /// <param name="absent">The meaning of no body.</param>
    public static async Task<T> ReadOptionalAsync<T>(ApiCall call, Func<JsonElement, RequestErrors, T?> read, T absent)
        where T : class
    {
        using var body = await RequestBody.ReadOptionalAsync(call, call.Gateway.Limits.MaxBodyBytes);
        call.Passage.Enter();
        if (body is not null)
            return Read(call, body, read);
        return call.IsDryRunOnly ? throw new ProblemException(ReadOnlyMode.Refusal) : absent;
    }

    private static T Read<T>(ApiCall call, RequestBody body, Func<JsonElement, RequestErrors, T?> read)
        where T : class
    {
        var errors = new RequestErrors();
        using var document = JsonText.Parse(body.Bytes, errors);
        var value = document is null ? null : read(document.RootElement, errors);
        errors.ThrowIfAny(document is null ? null : CountJobs(document.RootElement));
        if (call.IsDryRunOnly && !IsDryRun(document!.RootElement))
            throw new ProblemException(ReadOnlyMode.Refusal);
        return value ?? throw new InvalidOperationException("A body was refused without a reason.");
    }

    private static bool IsDryRun(JsonElement root) => root.TryGetProperty("dry_run", out var dryRun) && dryRun.ValueKind is JsonValueKind.True;

    private static int? CountJobs(JsonElement root) =>
        root.ValueKind is JsonValueKind.Object && root.TryGetProperty("jobs", out var jobs) && jobs.ValueKind is JsonValueKind.Array
            ? jobs.GetArrayLength() : null;
}
