using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Requests;

/// <summary>The header <c>Idempotency-Key</c>, which means the same as the field <c>idempotency_key</c>.</summary>
internal static class IdempotencyHeader
{
    public const string Name = "Idempotency-Key";

    private const string Field = "idempotency_key";

    /// <summary>Its value; null if it was not sent.</summary>
    public static string? Read(HttpRequest request)
    {
        var header = request.Headers[Name];
        if (header.Count == 0)
            return null;
        var errors = new RequestErrors();
        if (header.Count > 1)
            errors.Malformed(Name, "must be given once");
        errors.ThrowIfAny();
        return header.ToString();
    }

    /// <summary>The submission with the header's key; both and different: 422.</summary>
    public static JobSubmission Apply(JobSubmission submission, string? header)
    {
        if (header is null || submission.IdempotencyKey == header)
            return submission;
        var errors = new RequestErrors();
        if (submission.IdempotencyKey is not null)
            errors.Invalid(Field, $"must be the same as the header {Name}");
        errors.ThrowIfAny();
        return submission with { IdempotencyKey = header };
    }
}
