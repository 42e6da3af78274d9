using System.Diagnostics.Metrics;

namespace JobScheduler.Http.Metrics;

/// <summary>How instruments and labels are called in the Prometheus text: as OpenTelemetry's rules for Prometheus say.</summary>
internal static class PrometheusNames
{
    // Names that every dashboard knows, and that do not end like the series of a histogram.
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["process.thread.count"] = "process_threads",
        ["process.open_file_descriptor.count"] = "process_open_fds",
        ["process.open_file_descriptor.limit"] = "process_max_fds",
        ["dotnet.thread_pool.thread.count"] = "dotnet_thread_pool_threads",
    };

    /// <summary>The family's name: dots become underscores, the unit and, of counters, <c>_total</c> are appended.</summary>
    public static string Of(Instrument instrument, string type)
    {
        if (Known.TryGetValue(instrument.Name, out var known))
            return known;
        var name = Clean(instrument.Name);
        var unit = UnitOf(instrument.Unit);
        if (unit.Length > 0 && !name.EndsWith(unit, StringComparison.Ordinal))
            name += unit;
        return type == "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    public static string Label(string name) => Clean(name);

    /// <summary>The family's type; null: a kind of instrument that is not shown.</summary>
    public static string? TypeOf(Instrument instrument)
    {
        var kind = instrument.GetType();
        var name = kind.IsGenericType ? kind.GetGenericTypeDefinition() : kind;
        return name == typeof(Counter<>) || name == typeof(ObservableCounter<>) ? "counter"
            : name == typeof(Histogram<>) ? "histogram"
            : name == typeof(UpDownCounter<>) || name == typeof(ObservableUpDownCounter<>) || name == typeof(Gauge<>) || name == typeof(ObservableGauge<>) ? "gauge"
            : null;
    }

    // What stands in braces counts things and is no unit.
    private static string UnitOf(string? unit) => unit switch
    {
        "s" => "_seconds",
        "By" => "_bytes",
        "1" => "_ratio",
        _ => "",
    };

    private static string Clean(string name)
    {
        var clean = string.Create(name.Length, name, static (span, text) =>
        {
            for (var i = 0; i < text.Length; i++)
                span[i] = char.IsAsciiLetterOrDigit(text[i]) ? text[i] : '_';
        });
        return clean.Length > 0 && char.IsAsciiDigit(clean[0]) ? "_" + clean : clean;
    }
}
