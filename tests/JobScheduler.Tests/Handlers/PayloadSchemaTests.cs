using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using JobScheduler.Hosting.Handlers;
using JobScheduler.Hosting.Submissions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Handlers;

/// <summary>What job types are described as.</summary>
public sealed class PayloadSchemaTests
{
    [Fact]
    public void Describe_PayloadOfEveryKind_IsWhatTheSerializerReads()
    {
        var schema = SchemaOf(scheduler => scheduler.AddHandler("t", (SendMail _) => { }));

        Assert.Equal("object", (string?)schema["type"]);
        Assert.Equal("A mail.", (string?)schema["description"]);
        Assert.Equal(["to", "city"], schema["required"]!.AsArray().Select(name => (string?)name));
        AssertSchema(schema, "to", """{"description":"Who gets it.","type":"string","format":"email","maxLength":100}""");
        AssertSchema(schema, "city", """{"type":"string","pattern":"^(?:[A-Z]+)$"}""");
        AssertSchema(schema, "copies", """{"type":"integer","minimum":1,"maximum":9}""");
        AssertSchema(schema, "share", """{"type":["number","null"],"exclusiveMinimum":0,"maximum":0.5}""");
        AssertSchema(schema, "tone", """{"enum":["very_kind","short"]}""");
        AssertSchema(schema, "tags", """{"type":["array","null"],"items":{"type":["string","null"]},"minItems":1,"maxItems":3}""");
        AssertSchema(schema, "labels", """{"type":["object","null"],"additionalProperties":{"type":"integer"},"maxProperties":2}""");
        AssertSchema(schema, "anything", "{}");
        Assert.Null(schema["properties"]!["is_local"]);
        AssertSchema(schema, "at", """{"type":["string","null"],"format":"date-time"}""");
    }

    [Fact]
    public void Describe_OwnNaming_IsInTheSchema()
    {
        var schema = SchemaOf(scheduler => scheduler.AddHandler(
            "t", (Small _) => { }, options => options.PayloadJson = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.KebabCaseUpper }));

        Assert.NotNull(schema["properties"]!["FIRST-NAME"]);
    }

    [Fact]
    public void Describe_NullablePayload_SaysSo()
    {
        var schema = SchemaOf(scheduler => scheduler.AddHandler("t", (Small? _) => { }));

        Assert.Equal(["object", "null"], schema["type"]!.AsArray().Select(type => (string?)type));
    }

    [Fact]
    public void Describe_NumberAsPayload_IsASchemaOfANumber() =>
        Assert.Equal("integer", (string?)SchemaOf(scheduler => scheduler.AddHandler("t", (int _) => { }))["type"]);

    [Fact]
    public void Describe_RecursivePayload_RefersToItself() =>
        Assert.Contains("$ref", SchemaOf(scheduler => scheduler.AddHandler("t", (Node _) => { })).ToJsonString(), StringComparison.Ordinal);

    [Fact]
    public void Describe_NoPayload_HasNoSchema() =>
        Assert.Null(Describe(scheduler => scheduler.AddHandler("t", () => { })).PayloadSchema);

    [Fact]
    public void Describe_WhatNoSchemaCanSay_HasNoSchema() =>
        Assert.Null(Describe(scheduler => scheduler.AddHandler(
            "t", (Small _) => { }, options => options.PayloadJson = new JsonSerializerOptions { ReferenceHandler = ReferenceHandler.Preserve })).PayloadSchema);

    [Fact]
    public void Describe_Defaults_AreTheRegistrations()
    {
        var type = Describe(scheduler => scheduler.AddHandler("t", () => { }, options =>
        {
            options.Description = "Says it.";
            options.Queue = "slow";
            options.Retry = RetryPolicy.Explicit(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        }));

        Assert.Equal(("Says it.", "slow", 3), (type.Description, type.Queue, type.MaxAttempts));
        var silent = Describe(scheduler => scheduler.AddHandler("t", (SendMail _) => { }));
        Assert.Equal(("A mail.", "default", 5), (silent.Description, silent.Queue, silent.MaxAttempts));
    }

    [Fact]
    public void Describe_Alias_IsThatOfItsType()
    {
        var descriptions = Descriptions(scheduler => scheduler.AddHandler("new", (Small _) => { }, options => options.Aliases.Add("old")));

        Assert.Equal(("old", "new"), (descriptions.Describe("old")!.Name, descriptions.Describe("old")!.AliasOf));
        Assert.Null(descriptions.Describe("new")!.AliasOf);
        Assert.NotNull(descriptions.Describe("old")!.PayloadSchema);
        Assert.Null(descriptions.Describe("unknown"));
    }

    [Theory]
    [InlineData("echo", "{}")]
    [InlineData("sleep", """{"type":"object","properties":{"duration_ms":{"description":"How long to wait.","type":"integer","minimum":0,"maximum":604800000}},"required":["duration_ms"]}""")]
    public void Describe_BuiltIn_IsExactlyThis(string jobType, string schema) =>
        AssertEqual(schema, JsonNode.Parse(Descriptions(static _ => { }).Describe(jobType)!.PayloadSchema!.ToString()));

    [Fact]
    public void Describe_Http_SaysWhatItsValidatorAsksFor()
    {
        var http = JsonNode.Parse(Descriptions(static _ => { }).Describe("http")!.PayloadSchema!.ToString())!;

        Assert.Equal(["url"], http["required"]!.AsArray().Select(name => (string?)name));
        Assert.Equal(
            ["url", "method", "headers", "body", "expected_status", "timeout_ms", "max_response_bytes"], http["properties"]!.AsObject().Select(member => member.Key));
        Assert.Equal("string", (string?)http["properties"]!["url"]!["type"]);
        Assert.Equal((8192, "uri"), ((int)http["properties"]!["url"]!["maxLength"]!, (string?)http["properties"]!["url"]!["format"]));
        Assert.Equal((500, TimeRules.MaxTimeoutMs), ((int)http["properties"]!["expected_status"]!["maxItems"]!, (long)http["properties"]!["timeout_ms"]!["maximum"]!));
    }

    private static JsonNode SchemaOf(Action<IJobSchedulerBuilder> configure) => JsonNode.Parse(Describe(configure).PayloadSchema!.ToString())!;

    private static JobTypeDescription Describe(Action<IJobSchedulerBuilder> configure) => Descriptions(configure).Describe("t")!;

    private static JobTypeDescriptions Descriptions(Action<IJobSchedulerBuilder> configure)
    {
        var services = new ServiceCollection();
        configure(services.AddJobScheduler());
        using var provider = services.BuildServiceProvider();
        return new JobTypeDescriptions(provider.GetRequiredService<HandlerCatalog>());
    }

    private static void AssertSchema(JsonNode schema, string member, string expected) => AssertEqual(expected, schema["properties"]![member]);

    private static void AssertEqual(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {expected}, is {actual?.ToJsonString()}");

    [Description("A mail.")]
    private sealed class SendMail
    {
        [Description("Who gets it."), EmailAddress, MaxLength(100)]
        public required string To { get; init; }

        [Required, RegularExpression("[A-Z]+")]
        public string City { get; init; } = "";

        [Range(1, 9)]
        public int Copies { get; init; }

        [Range(0, 0.5, MinimumIsExclusive = true)]
        public double? Share { get; init; }

        public Tone Tone { get; init; }

        [Length(1, 3)]
        public string[]? Tags { get; init; }

        [MaxLength(2)]
        public Dictionary<string, int>? Labels { get; init; }

        public JsonElement Anything { get; init; }

        public DateTimeOffset? At { get; init; }

        public bool IsLocal => To.Length == 0;
    }

    private enum Tone
    {
        VeryKind,
        Short,
    }

    private sealed record Small(string FirstName);

    private sealed record Node(int Value, Node? Next);
}
