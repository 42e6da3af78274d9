using System.Globalization;
using System.Text;

namespace JobScheduler.Http.Metrics;

/// <summary>Writes the Prometheus text format, version 0.0.4.</summary>
/// <remarks>See "Exposition formats" in the documentation of Prometheus.</remarks>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static byte[] Write(IEnumerable<Family> families)
    {
        var text = new StringBuilder(16 * 1024);
        foreach (var family in families)
        {
            var series = family.Sorted();
            if (series.Count == 0)
                continue;
            text.Append("# HELP ").Append(family.Name).Append(' ').Append(Escaped(family.Instrument.Description ?? "", quotes: false)).Append('\n');
            text.Append("# TYPE ").Append(family.Name).Append(' ').Append(family.Type).Append('\n');
            foreach (var (labels, value) in series)
            {
                if (value is HistogramSeries histogram)
                    WriteHistogram(text, family, labels, histogram);
                else
                    WriteSample(text, family, "", labels, null, Number(value.Value));
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    // The count is that of the buckets as they were read, so it equals +Inf's whatever is recorded meanwhile.
    private static void WriteHistogram(StringBuilder text, Family family, LabelSet labels, HistogramSeries histogram)
    {
        var count = 0L;
        for (var i = 0; i < family.BoundTexts.Length; i++)
        {
            count += histogram.Count(i);
            WriteSample(text, family, "_bucket", labels, family.BoundTexts[i], count.ToString(CultureInfo.InvariantCulture));
        }

        WriteSample(text, family, "_sum", labels, null, Number(histogram.Value));
        WriteSample(text, family, "_count", labels, null, count.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteSample(StringBuilder text, Family family, string suffix, LabelSet labels, string? bound, string value)
    {
        text.Append(family.Name).Append(suffix);
        var separator = '{';
        for (var i = 0; i < family.Labels.Count; i++)
        {
            // An absent label and an empty one are the same to Prometheus.
            if (labels[i] is not { } label)
                continue;
            text.Append(separator).Append(family.Labels[i]).Append("=\"").Append(Escaped(label, quotes: true)).Append('"');
            separator = ',';
        }

        if (bound is not null)
            text.Append(separator).Append("le=\"").Append(bound).Append('"');
        if (separator == ',' || bound is not null)
            text.Append('}');
        text.Append(' ').Append(value).Append('\n');
    }

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escaped(string text, bool quotes)
    {
        if (text.AsSpan().IndexOfAny('\\', '\n', '"') < 0)
            return text;
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}
