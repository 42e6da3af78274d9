namespace JobScheduler.Tests.Tracing;

/// <summary>A span as it came over the wire: opentelemetry/proto/trace/v1/trace.proto.</summary>
internal sealed record OtlpSpan(string TraceId, string SpanId, string ParentId, string TraceState, string Name, string Scope)
{
    /// <summary>3 client, 4 producer, 5 consumer, 1 internal.</summary>
    public int Kind { get; init; }

    /// <summary>2 is Error.</summary>
    public int Status { get; init; }

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public required IReadOnlyList<(string TraceId, string SpanId)> Links { get; init; }

    public required IReadOnlyDictionary<string, string> Resource { get; init; }

    /// <summary>All spans of an ExportTraceServiceRequest.</summary>
    public static IEnumerable<OtlpSpan> Read(ReadOnlyMemory<byte> request) =>
        from resource in new ProtoReader(request).Messages(1)
        let attributes = resource.Messages(1).Select(Attributes).FirstOrDefault() ?? new Dictionary<string, string>()
        from scope in resource.Messages(2)
        let name = scope.Messages(1).FirstOrDefault()?.Text(1) ?? ""
        from span in scope.Messages(2)
        select new OtlpSpan(span.Hex(1), span.Hex(2), span.Hex(4), span.Text(3), span.Text(5), name)
        {
            Kind = (int)span.Number(6),
            Status = (int)(span.Messages(15).LastOrDefault()?.Number(3) ?? 0),
            Tags = TagsOf(span, 9),
            Links = [.. span.Messages(13).Select(link => (link.Hex(1), link.Hex(2)))],
            Resource = attributes,
        };

    private static Dictionary<string, string> Attributes(ProtoReader resource) => TagsOf(resource, 1);

    private static Dictionary<string, string> TagsOf(ProtoReader owner, int number) =>
        owner.Messages(number).ToDictionary(pair => pair.Text(1), pair => Value(pair.Messages(2).Single()));

    // AnyValue: 1 string, 2 bool, 3 int.
    private static string Value(ProtoReader value) => value.Has(1) ? value.Text(1)
        : value.Has(2) ? (value.Number(2) == 1 ? "true" : "false")
        : value.Has(3) ? ((long)value.Number(3)).ToString(System.Globalization.CultureInfo.InvariantCulture)
        : "";
}
