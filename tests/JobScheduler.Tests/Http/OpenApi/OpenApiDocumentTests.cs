using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JobScheduler.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Http.OpenApi;

public sealed partial class OpenApiDocumentTests(FakeHttpTarget target) : IClassFixture<FakeHttpTarget>
{
    private const string Update = "JOBSCHEDULER_UPDATE_OPENAPI";

    /// <summary>The document is checked in; after a change run the tests once with JOBSCHEDULER_UPDATE_OPENAPI=1 and look at it.</summary>
    [Fact]
    public void Document_Generated_IsTheOneCheckedIn()
    {
        var path = Path.Combine(Root(), "http", "openapi.v1.json");
        var generated = OpenApiDocument.Text();
        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllText(path, generated);

        Assert.True(generated == File.ReadAllText(path), $"http/openapi.v1.json is not what the code says: run the tests with {Update}=1.");
    }

    [Fact]
    public async Task Document_Served_IsTheOneCheckedIn()
    {
        using var answer = await target.Client.GetAsync("openapi/v1.json");

        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(OpenApiDocument.Text(), await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public void Routes_ServedAndDocumented_AreTheSame()
    {
        var served = target.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ApiRoute>() is not null)
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
                .Where(method => method != "HEAD").Select(method => $"{method} {endpoint.RoutePattern.RawText}"));
        var documented = Document()["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}"));

        Assert.Equal(served.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void OperationIds_All_AreUniqueCamelCase()
    {
        var ids = Operations().Select(operation => (string)operation["operationId"]!).ToList();

        Assert.Equal(ids.Count, ids.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(ids, id => Assert.Matches("^[a-z][A-Za-z]+$", id));
    }

    [Fact]
    public void References_All_LeadToSomething()
    {
        var document = Document();
        var check = new SchemaCheck(document);

        Assert.All(References().Matches(document.ToJsonString()), match =>
            Assert.NotNull(check.Resolve(new JsonObject { ["$ref"] = match.Groups[1].Value })));
    }

    [Fact]
    public void Components_All_AreUsed()
    {
        var document = Document();
        var used = References().Matches(document.ToJsonString()).Select(match => match.Groups[1].Value).ToHashSet();
        var defined = document["components"]!.AsObject().SelectMany(kind => kind.Value!.AsObject().Select(c => $"#/components/{kind.Key}/{c.Key}"));

        Assert.Empty(defined.Except(used));
    }

    [Fact]
    public void Requests_All_RefuseUnknownMembers()
    {
        var document = Document();
        var check = new SchemaCheck(document);
        var bodies = Operations().Select(operation => operation["requestBody"]).OfType<JsonObject>()
            .Select(body => check.Resolve(body["content"]!["application/json"]!["schema"]!));

        Assert.All(bodies, schema => Assert.False((bool)schema["additionalProperties"]!));
    }

    internal static JsonObject Document() => JsonNode.Parse(OpenApiDocument.Text())!.AsObject();

    private static IEnumerable<JsonObject> Operations() =>
        Document()["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!.AsObject());

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "JobScheduler.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not lie in the repository.");
        return folder.FullName;
    }

    [GeneratedRegex("\"\\$ref\":\"([^\"]+)\"")]
    private static partial Regex References();
}
