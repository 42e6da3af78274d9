using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Xunit;

namespace JobScheduler.Tests.Submissions;

public sealed class PayloadValidationTests : IDisposable
{
    private readonly ResolverRig _rig = new(b => b
        .AddHandler("order", (Order p) => { }, o => o.Aliases.Add("order-v1"))
        .AddJobType<Order>("elsewhere")
        .AddHandler("node", (Node p) => { })
        .AddHandler("span", (Window p) => { })
        .AddHandler("nullable", (Order? p) => { })
        .AddHandler("own", (Order p) => { }, o => o.Validator = typeof(OrderRules))
        .AddHandler("camel", (Order p) => { }, o => o.PayloadJson = new(JsonSerializerDefaults.Web))
        .AddHandler("required", (Strict p) => { })
        .AddHandler("converted", (Holder p) => { }));

    private const string Good = """{"customer_name":"Ada","ship_to":{"city":"Kyiv","zip":"01001"},"lines":[{"sku":"a","count":1}],"by_day":{"mon":{"sku":"a","count":1}}}""";

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData("order")]
    [InlineData("order-v1")]
    [InlineData("elsewhere")]
    public void Resolve_GoodPayload_IsAccepted(string type) => Assert.NotNull(_rig.Resolve(ResolverRig.Job(Good, type)));

    [Fact]
    public void Resolve_UnknownType_IsAcceptedUnseen() => Assert.NotNull(_rig.Resolve(ResolverRig.Job("""{"lines":7}""", "nobody")));

    [Theory]
    [InlineData("order")]
    [InlineData("order-v1")]
    [InlineData("elsewhere")]
    public void Resolve_ProblemsAnywhereInside_AreNamedByTheirJsonPaths(string type)
    {
        var payload = """{"ship_to":{"city":"","zip":"x"},"lines":[{"sku":"a","count":1},{"sku":"toolong","count":0}],"by_day":{"mon":{"sku":"a","count":0}}}""";
        Assert.Equal(
            ["payload.by_day.mon.count", "payload.customer_name", "payload.lines[1].count", "payload.lines[1].sku", "payload.ship_to.city", "payload.ship_to.zip"],
            _rig.Refusals(ResolverRig.Job(payload, type)));
    }

    [Fact]
    public void Resolve_Messages_UseTheJsonNames()
    {
        var (path, message) = _rig.Refusal(ResolverRig.Job(Good.Replace("\"Ada\"", "null", StringComparison.Ordinal), "order"));
        Assert.Equal(("payload.customer_name", "The customer_name field is required."), (path, message));
    }

    [Fact]
    public void Resolve_OtherNaming_IsInThePaths() =>
        Assert.Contains("payload.customerName", _rig.Refusals(ResolverRig.Job("""{"shipTo":{"city":"a","zip":"01001"}}""", "camel")));

    [Theory]
    [InlineData("""{"customer_name":"A","lines":7}""", "payload.lines")]
    [InlineData("""{"customer_name":"A","lines":[{"sku":"a","count":"x"}]}""", "payload.lines[0].count")]
    [InlineData("""{"customer_name":{"a":1}}""", "payload.customer_name")]
    [InlineData("[]", "payload")]
    [InlineData("\"x\"", "payload")]
    public void Resolve_PayloadOfAnotherShape_IsNamedByItsPath(string payload, string path)
    {
        var refusal = _rig.Refusal(ResolverRig.Job(payload, "order"));
        Assert.Equal(path, refusal.Path);
        Assert.StartsWith("does not fit: ", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "payload.first_name|payload.inner")]
    [InlineData("""{"first_name":"a","inner":{}}""", "payload.inner.deep_name")]
    public void Resolve_MissingRequiredMembers_AreNamed(string payload, string paths) =>
        Assert.Equal(paths.Split('|'), _rig.Refusals(ResolverRig.Job(payload, "required")));

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    public void Resolve_NoPayload_IsRefusedUnlessTheHandlerAcceptsNull(string? payload)
    {
        Assert.Equal(("payload", "is required by this job type"), _rig.Refusal(ResolverRig.Job(payload, "order")));
        Assert.Null(_rig.Resolve(ResolverRig.Job(payload, "nullable")).Payload);
        Assert.Null(_rig.Resolve(ResolverRig.Job(payload, "echo")).Payload);
    }

    [Fact]
    public void Resolve_RecursiveType_IsWalkedToTheBottom()
    {
        const int depth = 60;
        var payload = string.Concat(Enumerable.Repeat("""{"name":"n","next":""", depth)) + """{"name":""}""" + new string('}', depth);
        var (path, _) = _rig.Refusal(ResolverRig.Job(payload, "node"));
        Assert.Equal("payload" + string.Concat(Enumerable.Repeat(".next", depth)) + ".name", path);
    }

    [Fact]
    public void Resolve_ValidatableObject_NamesItsMembers() =>
        Assert.Equal(("payload.ends_on", "must follow begins_on"), _rig.Refusal(ResolverRig.Job("""{"begins_on":2,"ends_on":1}""", "span")));

    [Fact]
    public void Resolve_OwnValidator_ReplacesTheAnnotations() =>
        Assert.Equal(("payload.lines[0].sku", "is sold out"), _rig.Refusal(ResolverRig.Job("""{"lines":[]}""", "own")));

    [Fact]
    public void Resolve_TypeWithAConverter_IsLookedAtAsItIs() =>
        Assert.Equal("payload.money.amount", _rig.Refusal(ResolverRig.Job("""{"money":-1}""", "converted")).Path);

    [Theory]
    [InlineData("""{"url":"http://127.0.0.1:1/x"}""", null)]
    [InlineData("{}", "payload.url")]
    [InlineData("""{"url":"ftp://x/y"}""", "payload.url")]
    [InlineData("""{"url":"/hook"}""", "payload.url")]
    [InlineData("""{"url":"http://u:p@x/"}""", "payload.url")]
    [InlineData("""{"url":"http://x","method":"GE T"}""", "payload.method")]
    [InlineData("""{"url":"http://x","method":"CONNECT"}""", "payload.method")]
    [InlineData("""{"url":"http://x","headers":{"A B":"1"}}""", "payload.headers['A B']")]
    [InlineData("""{"url":"http://x","headers":{"X-A":"1\n2"}}""", "payload.headers.X-A")]
    [InlineData("""{"url":"http://x","headers":{"Content-Length":"1"}}""", "payload.headers.Content-Length")]
    [InlineData("""{"url":"http://x","headers":{"job-id":"1"}}""", "payload.headers.job-id")]
    [InlineData("""{"url":"http://x","expected_status":[]}""", "payload.expected_status")]
    [InlineData("""{"url":"http://x","expected_status":[99]}""", "payload.expected_status")]
    [InlineData("""{"url":"http://x","timeout_ms":0}""", "payload.timeout_ms")]
    [InlineData("""{"url":"http://x","max_response_bytes":-1}""", "payload.max_response_bytes")]
    [InlineData("""{"url":"http://x","timeout_ms":"5"}""", "payload.timeout_ms")]
    [InlineData("null", "payload")]
    public void Resolve_HttpPayload_IsChecked(string payload, string? path)
    {
        if (path is null)
            Assert.NotNull(_rig.Resolve(ResolverRig.Job(payload, "http")));
        else
            Assert.Equal(path, _rig.Refusal(ResolverRig.Job(payload, "http")).Path);
    }

    [Theory]
    [InlineData("""{"duration_ms":604800000}""", null)]
    [InlineData("""{"duration_ms":604800001}""", "payload.duration_ms")]
    [InlineData("""{"duration_ms":-1}""", "payload.duration_ms")]
    [InlineData("""{"duration_ms":1.5}""", "payload.duration_ms")]
    [InlineData("{}", "payload.duration_ms")]
    public void Resolve_SleepPayload_IsChecked(string payload, string? path)
    {
        if (path is null)
            Assert.NotNull(_rig.Resolve(ResolverRig.Job(payload, "sleep")));
        else
            Assert.Equal(path, _rig.Refusal(ResolverRig.Job(payload, "sleep")).Path);
    }

    internal sealed class Order
    {
        [Required]
        public string? CustomerName { get; init; }

        public Address? ShipTo { get; init; }

        public List<Line> Lines { get; init; } = [];

        public Dictionary<string, Line> ByDay { get; init; } = [];
    }

    internal sealed record Address([Required] string City, [property: RegularExpression("[0-9]{5}")] string Zip);

    internal sealed record Line([MaxLength(3)] string Sku, [Range(1, 99)] int Count);

    internal sealed record Node([Required] string Name, Node? Next);

    internal sealed class Strict
    {
        public required string FirstName { get; init; }

        public required Inner Inner { get; init; }
    }

    internal sealed class Inner
    {
        public required string DeepName { get; init; }
    }

    internal sealed record Window(int BeginsOn, int EndsOn) : IValidatableObject
    {
        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (EndsOn < BeginsOn)
                yield return new ValidationResult("must follow begins_on", [nameof(EndsOn)]);
        }
    }

    internal sealed class OrderRules : IJobPayloadValidator<Order>
    {
        public IReadOnlyDictionary<string, string[]> Validate(Order payload) =>
            new Dictionary<string, string[]> { ["lines[0].sku"] = ["is sold out"] };
    }

    internal sealed record Holder(Money Money);

    [JsonConverter(typeof(MoneyConverter))]
    internal sealed class Money
    {
        [Range(0, 10)]
        public int Amount { get; init; }
    }

    internal sealed class MoneyConverter : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new() { Amount = reader.GetInt32() };

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Amount);
    }
}
