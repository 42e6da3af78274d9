using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobScheduler.Http;
using JobScheduler.Http.Responses;
using static JobScheduler.Tests.Http.OpenApi.Schema;

namespace JobScheduler.Tests.Http.OpenApi;

/// <summary>Builds the OpenAPI document from the routes that exist and the shapes of the contract.</summary>
internal static class OpenApiDocument
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Dictionary<int, string> ProblemNames = new()
    {
        [400] = "MalformedRequest",
        [403] = "Forbidden",
        [404] = "NotFound",
        [405] = "MethodNotAllowed",
        [409] = "Conflict",
        [412] = "PreconditionFailed",
        [413] = "TooLarge",
        [415] = "UnsupportedMediaType",
        [422] = "ValidationFailed",
        [429] = "Overloaded",
        [500] = "InternalError",
        [503] = "Unavailable",
    };

    public static string Text() => Build().ToJsonString(Indented) + "\n";

    private static JsonObject Build() => new()
    {
        ["openapi"] = "3.0.3",
        ["info"] = new JsonObject
        {
            ["title"] = "JobScheduler",
            ["version"] = "1",
            ["description"] = "A durable job scheduler. Paths are below the prefix where the API is mounted.",
            ["license"] = new JsonObject { ["name"] = "MIT", ["url"] = "https://opensource.org/license/mit" },
        },
        ["tags"] = new JsonArray([.. new[] { "jobs", "dead-letters", "schedules", "queues", "backups", "node" }.Select(tag => new JsonObject { ["name"] = tag })]),
        ["paths"] = Paths(),
        ["components"] = new JsonObject
        {
            ["parameters"] = Parameters(),
            ["headers"] = Headers(),
            ["responses"] = new JsonObject(ProblemNames.Select(p => KeyValuePair.Create(p.Value, (JsonNode?)ProblemAnswer(p.Key)))),
            ["schemas"] = new JsonObject(RequestSchemas.All().Concat(AnswerSchemas.All())),
        },
    };

    private static JsonObject Paths()
    {
        var operations = Operations.All();
        var paths = new JsonObject();
        foreach (var route in ApiRoutes.All)
        {
            if (paths[route.Path] is not JsonObject path)
                paths[route.Path] = path = [];
            path[route.Method.ToLowerInvariant()] = Describe(route, operations[route.OperationId]);
        }

        return paths;
    }

    private static JsonObject Describe(ApiRoute route, Operation operation)
    {
        var described = new JsonObject
        {
            ["operationId"] = route.OperationId,
            ["tags"] = new JsonArray(operation.Tag),
            ["summary"] = operation.Summary,
        };
        string[] parameters =
        [
            .. route.Path.Contains("{job_id}", StringComparison.Ordinal) ? ["JobId"] : Array.Empty<string>(),
            .. route.Path.Contains("{n}", StringComparison.Ordinal) ? ["AttemptNumber"] : Array.Empty<string>(),
            .. route.Path.Contains("{name}", StringComparison.Ordinal) ? ["QueueName"] : Array.Empty<string>(),
            .. route.Path.Contains("{id}", StringComparison.Ordinal) ? ["ScheduleId"] : Array.Empty<string>(),
            .. route.Query.Select(QueryName),
            .. operation.Headers,
        ];
        if (parameters.Length > 0)
            described["parameters"] = new JsonArray([.. parameters.Select(name => Ref("parameters", name))]);
        if (operation.Body is not null)
        {
            described["requestBody"] = new JsonObject
            {
                ["required"] = !operation.BodyIsOptional,
                ["content"] = Content("application/json", Schema.Ref(operation.Body)),
            };
        }

        described["responses"] = Answers(operation);
        return described;
    }

    private static JsonObject Answers(Operation operation)
    {
        var answers = new JsonObject();
        foreach (var (status, description, schema) in operation.Answers.OrderBy(answer => answer.Status))
        {
            var answer = new JsonObject { ["description"] = description };
            if (operation.AnswerHeaders.Length > 0)
                answer["headers"] = new JsonObject(operation.AnswerHeaders.ToDictionary(name => name, JsonNode? (name) => Ref("headers", name)));
            if (schema is not null)
                answer["content"] = Content(operation.Answer, schema);
            answers[status.ToString(CultureInfo.InvariantCulture)] = answer;
        }

        foreach (var status in operation.Problems.Concat([400, 403, 405, 500]).Order())
            answers[status.ToString(CultureInfo.InvariantCulture)] = Ref("responses", ProblemNames[status]);
        return answers;
    }

    private static JsonObject ProblemAnswer(int status)
    {
        var kinds = ProblemKind.All.Where(kind => kind.Status == status).Select(kind => kind.Name);
        var answer = new JsonObject { ["description"] = string.Join(", ", kinds) };
        var header = status is 429 or 503 ? "Retry-After" : status is 405 ? "Allow" : null;
        if (header is not null)
            answer["headers"] = new JsonObject { [header] = Ref("headers", header) };
        answer["content"] = Content("application/problem+json", Schema.Ref("Problem"));
        return answer;
    }

    private static JsonObject Headers() => new()
    {
        ["Retry-After"] = new JsonObject { ["description"] = "Seconds to wait at least.", ["required"] = true, ["schema"] = Integer(1) },
        ["Allow"] = new JsonObject { ["description"] = "The methods of the path.", ["required"] = true, ["schema"] = Schema.Text() },
        ["ETag"] = new JsonObject { ["description"] = "The version, in quotes.", ["required"] = true, ["schema"] = Schema.Text() },
        ["Location"] = new JsonObject { ["description"] = "The path of what was made.", ["required"] = true, ["schema"] = Schema.Text() },
    };

    private static JsonObject Parameters() => new()
    {
        ["JobId"] = Parameter("path", "job_id", Schema.Text(1, 64, RequestSchemas.JobIdPattern), required: true),
        ["AttemptNumber"] = Parameter("path", "n", Integer(1), required: true),
        ["QueueName"] = Parameter("path", "name", Schema.Text(1, 128, RequestSchemas.QueuePattern), required: true),
        ["ScheduleId"] = Parameter("path", "id", Schema.Text(1, 128, RequestSchemas.QueuePattern), required: true),
        ["IfMatch"] = Parameter("header", "If-Match", Schema.Text(), "Only if this is the version: \"3\"; * for any, so that it must exist."),
        ["IfNoneMatch"] = Parameter("header", "If-None-Match", Schema.Text(), "* on PUT: create only."),
        ["IdempotencyKey"] = Parameter("header", "Idempotency-Key", Schema.Text(1, 256), "As idempotency_key; of a batch, entry i gets {key}/{i}."),
        ["TraceParent"] = Parameter("header", "traceparent", Schema.Text(), "W3C trace context; an invalid one is ignored."),
        ["TraceState"] = Parameter("header", "tracestate", Schema.Text()),
        ["LastEventId"] = Parameter("header", "Last-Event-ID", Schema.Text()),
        [QueryName("state")] = Parameter("query", "state", List(Schema.Ref("JobState")), "Any of them."),
        [QueryName("job_type")] = Parameter("query", "job_type", List(Schema.Text()), "Any of them."),
        [QueryName("queue")] = Parameter("query", "queue", List(Schema.Text()), "Any of them."),
        [QueryName("tag")] = Parameter("query", "tag", List(Schema.Text()), "All of them."),
        [QueryName("schedule_id")] = Parameter("query", "schedule_id", List(Schema.Text()), "Any of them."),
        [QueryName("idempotency_key")] = Parameter("query", "idempotency_key", List(Schema.Text()), "Any of them."),
        [QueryName("concurrency_key")] = Parameter("query", "concurrency_key", List(Schema.Text()), "Any of them."),
        [QueryName("error_code")] = Parameter("query", "error_code", List(Schema.Text()), "Any of them."),
        [QueryName("fingerprint")] = Parameter("query", "fingerprint", List(Schema.Text()), "Any of them."),
        [QueryName("from")] = Parameter("query", "from", Time(), "submitted_at at or after."),
        [QueryName("to")] = Parameter("query", "to", Time(), "submitted_at before."),
        [QueryName("resolution")] = Parameter("query", "resolution", Default(Enum(WireNames.Resolutions.Keys), "second"), "How long a step is."),
        [QueryName("order")] = Parameter("query", "order", Default(Enum(WireNames.Orders.Keys), "newest"), "due: waiting jobs, next due first."),
        [QueryName("limit")] = Parameter("query", "limit", Default(Integer(1, 500), 50)),
        [QueryName("cursor")] = Parameter("query", "cursor", Schema.Text(1), "next_cursor of the page before, with the same filter."),
    };

    private static JsonObject Parameter(string place, string name, JsonObject schema, string? description = null, bool required = false)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place };
        if (description is not null)
            parameter["description"] = description;
        if (required)
            parameter["required"] = true;
        parameter["schema"] = schema;
        return parameter;
    }

    // snake_case to PascalCase: names of components, which generators turn into names of types.
    private static string QueryName(string name) =>
        "Query" + string.Concat(name.Split('_').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    private static JsonObject Content(string type, JsonObject schema) => new() { [type] = new JsonObject { ["schema"] = schema } };

    private static JsonObject Ref(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };
}
