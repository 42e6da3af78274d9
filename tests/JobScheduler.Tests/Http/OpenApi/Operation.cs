using System.Text.Json.Nodes;

namespace JobScheduler.Tests.Http.OpenApi;

/// <summary>What the document says about one operation beyond its route.</summary>
internal sealed record Operation(string Tag, string Summary, (int Status, string Description, JsonObject? Schema)[] Answers)
{
    /// <summary>Statuses of the problems it may answer, beside 400, 403, 405 and 500.</summary>
    public int[] Problems { get; init; } = [];

    /// <summary>The schema of its body.</summary>
    public string? Body { get; init; }

    /// <summary>The body may be missing.</summary>
    public bool BodyIsOptional { get; init; }

    /// <summary>Names of shared header parameters.</summary>
    public string[] Headers { get; init; } = [];

    /// <summary>The media type of its answer.</summary>
    public string Answer { get; init; } = "application/json";

    /// <summary>Headers of its answer.</summary>
    public string[] AnswerHeaders { get; init; } = [];
}
