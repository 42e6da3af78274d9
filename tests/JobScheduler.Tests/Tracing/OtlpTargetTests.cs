using JobScheduler.Silo.Telemetry;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;
using Xunit;

namespace JobScheduler.Tests.Tracing;

public sealed class OtlpTargetTests
{
    [Theory]
    [InlineData("ENDPOINT=http://c:4318", "http://c:4318/v1/traces", "http://c:4318/v1/metrics")]
    [InlineData("ENDPOINT=https://c/otel/", "https://c/otel/v1/traces", "https://c/otel/v1/metrics")]
    [InlineData("TRACES_ENDPOINT=http://c:4318/mine", "http://c:4318/mine", null)]
    [InlineData("METRICS_ENDPOINT=http://c:4318/mine", null, "http://c:4318/mine")]
    [InlineData("ENDPOINT=http://c:4318 TRACES_ENDPOINT=http://d", "http://d/", "http://c:4318/v1/metrics")]
    [InlineData("", null, null)]
    [InlineData("ENDPOINT=", null, null)]
    public void Read_Endpoints_AreBasesOrTakenAsTheyAre(string variables, string? traces, string? metrics)
    {
        Assert.Equal(traces, Read(variables, "TRACES")?.Endpoint.ToString());
        Assert.Equal(metrics, Read(variables, "METRICS")?.Endpoint.ToString());
    }

    [Theory]
    [InlineData("ENDPOINT=http://c:4317", OtlpProtocol.Grpc, "http://c:4317/")]
    [InlineData("ENDPOINT=http://c:4317 PROTOCOL=http/protobuf", OtlpProtocol.Http, "http://c:4317/v1/traces")]
    [InlineData("ENDPOINT=http://c:4318 PROTOCOL=grpc", OtlpProtocol.Grpc, "http://c:4318/")]
    [InlineData("ENDPOINT=http://c:4318 PROTOCOL=grpc TRACES_PROTOCOL=http/protobuf", OtlpProtocol.Http, "http://c:4318/v1/traces")]
    public void Read_Protocol_IsTheGivenOneOrThatOfThePort(string variables, OtlpProtocol protocol, string endpoint)
    {
        var target = Read(variables, "TRACES")!;
        Assert.Equal(protocol == OtlpProtocol.Grpc ? Grpc : OtlpExportProtocol.HttpProtobuf, target.Protocol);
        Assert.Equal(endpoint, target.Endpoint.ToString());
    }

    [Theory]
    [InlineData("ENDPOINT=nonsense", "OTEL_EXPORTER_OTLP_ENDPOINT is 'nonsense'")]
    [InlineData("ENDPOINT=localhost:4318", "OTEL_EXPORTER_OTLP_ENDPOINT is 'localhost:4318'")]
    [InlineData("TRACES_ENDPOINT=ftp://c", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is 'ftp://c'")]
    [InlineData("ENDPOINT=http://c PROTOCOL=http/json", "OTEL_EXPORTER_OTLP_PROTOCOL is 'http/json': write http/protobuf or grpc.")]
    [InlineData("ENDPOINT=http://c TRACES_PROTOCOL=x", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL is 'x'")]
    public void Read_ValueThatCannotBe_NamesTheVariable(string variables, string expected) => Assert.StartsWith(
        expected, Assert.Throws<JobSchedulerConfigurationException>(() => Read(variables, "TRACES")).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_TurnedOff_IsNone()
    {
        Assert.Null(OtlpTarget.Read(Configuration(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c"), ("OTEL_SDK_DISABLED", "true")), "TRACES"));
        Assert.Null(OtlpTarget.Read(Configuration(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c"), ("OTEL_TRACES_EXPORTER", "none")), "TRACES"));
        Assert.NotNull(OtlpTarget.Read(Configuration(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c"), ("OTEL_TRACES_EXPORTER", "none")), "METRICS"));
    }

    [Fact]
    public void Read_Headers_AreTheSignalsOwnOrThoseOfAll()
    {
        Assert.Equal("a=1", Read("ENDPOINT=http://c HEADERS=a=1", "TRACES")!.Headers);
        Assert.Equal("b=2", Read("ENDPOINT=http://c HEADERS=a=1 TRACES_HEADERS=b=2", "TRACES")!.Headers);
        Assert.Null(Read("ENDPOINT=http://c", "TRACES")!.Headers);
    }

    public enum OtlpProtocol
    {
        Http,
        Grpc,
    }

    private static OtlpExportProtocol Grpc => OtlpExportProtocol.Grpc;

    private static OtlpTarget? Read(string variables, string signal) => OtlpTarget.Read(
        Configuration([.. variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => ("OTEL_EXPORTER_OTLP_" + v.Split('=', 2)[0], v.Split('=', 2)[1]))]),
        signal);

    private static IConfiguration Configuration(params (string Name, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(value => KeyValuePair.Create<string, string?>(value.Name, value.Value))).Build();
}
