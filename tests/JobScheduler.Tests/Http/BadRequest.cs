using System.Text;

namespace JobScheduler.Tests.Http;

/// <summary>One row of the table: a request and the refusal it must get.</summary>
/// <param name="Name">What is bad about it.</param>
/// <param name="Method">Its method.</param>
/// <param name="Target">Path and query as sent; <c>{waiting}</c> and <c>{cancelled}</c> stand for the ids of such jobs.</param>
/// <param name="Status">The status it must get.</param>
/// <param name="Problem">The last part of the problem's type.</param>
/// <param name="ErrorPath">A key that <c>errors</c> must have; null: it has none.</param>
internal sealed record BadRequest(string Name, string Method, string Target, int Status, string Problem, string? ErrorPath = null)
{
    public byte[]? Body { get; init; }

    public string? ContentType { get; init; }

    public string[] Headers { get; init; } = [];

    public bool Chunked { get; init; }

    /// <summary>Further keys that <c>errors</c> must have.</summary>
    public string[] AlsoErrors { get; init; } = [];

    /// <summary>The problem says in its parts what is wrong with a cron expression.</summary>
    public bool Cron { get; init; }

    /// <summary>The header Allow of a 405.</summary>
    public string? Allow { get; init; }

    public override string ToString() => Name;

    /// <summary>A POST or PATCH of JSON text.</summary>
    public static BadRequest Json(string name, string target, string body, int status, string? errorPath, string method = "POST") =>
        new(name, method, target, status, status == 422 ? "validation-failed" : "malformed-request", errorPath)
        {
            Body = Encoding.UTF8.GetBytes(body),
            ContentType = "application/json",
        };

    /// <summary>A submission whose body is JSON text.</summary>
    public static BadRequest Submit(string name, string body, int status, string? errorPath) => Json(name, "/v1/jobs", body, status, errorPath);

    /// <summary>A submission with one more member than its job type.</summary>
    public static BadRequest Field(string name, string member, int status, string? errorPath) =>
        Submit(name, $$"""{"job_type":"echo",{{member}}}""", status, errorPath);

    /// <summary>A submission of raw bytes.</summary>
    public static BadRequest Bytes(string name, byte[] body, string errorPath) =>
        Submit(name, "", 400, errorPath) with { Body = body };

    /// <summary>A query that is refused.</summary>
    public static BadRequest Query(string name, string target, string errorPath, int status = 400) =>
        new(name, "GET", target, status, status == 422 ? "validation-failed" : "malformed-request", errorPath);

    public static BadRequest NotFound(string name, string method, string target) => new(name, method, target, 404, "not-found");

    public static BadRequest WrongMethod(string method, string target, string allow) =>
        new($"{method} on {target}", method, target, 405, "method-not-allowed") { Allow = allow };
}
