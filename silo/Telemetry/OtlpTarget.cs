using OpenTelemetry.Exporter;

namespace JobScheduler.Silo.Telemetry;

/// <summary>Where one signal (traces or metrics) is sent, from the variables that OpenTelemetry gives names to.</summary>
/// <param name="Endpoint">Absolute; over HTTP with the signal's path.</param>
/// <param name="Protocol">How.</param>
/// <param name="Headers">As <c>name=value,name=value</c>, or null.</param>
/// <remarks>https://opentelemetry.io/docs/specs/otel/protocol/exporter/</remarks>
internal sealed record OtlpTarget(Uri Endpoint, OtlpExportProtocol Protocol, string? Headers)
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";
    private const int GrpcPort = 4317;

    /// <summary>The target of a signal; null: it is not exported.</summary>
    /// <param name="configuration">The environment is part of it.</param>
    /// <param name="signal"><c>TRACES</c> or <c>METRICS</c>.</param>
    /// <exception cref="JobSchedulerConfigurationException">A value cannot be used; the message names the variable.</exception>
    public static OtlpTarget? Read(IConfiguration configuration, string signal)
    {
        if (IsTrue(configuration["OTEL_SDK_DISABLED"]) || configuration[$"OTEL_{signal}_EXPORTER"]?.Trim() is "none")
            return null;
        var own = Value(configuration, $"{signal}_ENDPOINT");
        var name = Prefix + (own is null ? "ENDPOINT" : $"{signal}_ENDPOINT");
        if ((own ?? Value(configuration, "ENDPOINT")) is not { } text)
            return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https") || endpoint.Host.Length == 0)
        {
            throw new JobSchedulerConfigurationException(
                $"{name} is '{text}', which is no endpoint to send telemetry to: write http://127.0.0.1:4318, or remove it.");
        }

        var protocol = ReadProtocol(configuration, signal, endpoint);
        var headers = Value(configuration, $"{signal}_HEADERS") ?? Value(configuration, "HEADERS");
        // An endpoint for all signals is a base; one for a single signal is taken as it is.
        if (own is null && protocol == OtlpExportProtocol.HttpProtobuf)
            endpoint = new Uri($"{endpoint.ToString().TrimEnd('/')}/v1/{signal.ToLowerInvariant()}");
        return new OtlpTarget(endpoint, protocol, headers);
    }

    /// <summary>Sets an exporter.</summary>
    public void Apply(OtlpExporterOptions options)
    {
        (options.Endpoint, options.Protocol) = (Endpoint, Protocol);
        if (Headers is not null)
            options.Headers = Headers;
    }

    private static OtlpExportProtocol ReadProtocol(IConfiguration configuration, string signal, Uri endpoint)
    {
        var own = Value(configuration, $"{signal}_PROTOCOL");
        return (own ?? Value(configuration, "PROTOCOL")) switch
        {
            "grpc" => Grpc,
            "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
            // OpenTelemetry's default is http/protobuf; but on its port for gRPC nothing else is spoken.
            null => endpoint.Port == GrpcPort ? Grpc : OtlpExportProtocol.HttpProtobuf,
            var other => throw new JobSchedulerConfigurationException(
                $"{Prefix}{(own is null ? "" : signal + "_")}PROTOCOL is '{other}': write http/protobuf or grpc."),
        };
    }

    private static OtlpExportProtocol Grpc => OtlpExportProtocol.Grpc;

    private static string? Value(IConfiguration configuration, string name) =>
        configuration[Prefix + name]?.Trim() is { Length: > 0 } value ? value : null;

    private static bool IsTrue(string? value) => string.Equals(value?.Trim(), "true", StringComparison.OrdinalIgnoreCase);
}
