using Xunit;

namespace JobScheduler.Tests.Http.Metrics;

/// <summary>The strict reader refuses what breaks a rule: else what it accepts would say nothing.</summary>
public sealed class PrometheusTextReaderTests
{
    private const string Counter = "# HELP a_total A.\n# TYPE a_total counter\n";
    private const string Gauge = "# HELP g G.\n# TYPE g gauge\n";
    private const string Histogram = "# HELP h H.\n# TYPE h histogram\n";

    public static TheoryData<string, string> Broken => new()
    {
        { "", "no end" },
        { Counter + "a_total 1", "no end" },
        { Counter + "a_total 1\r\n", "carriage return" },
        { Counter + "\na_total 1\n", "neither HELP" },
        { "# a comment\n" + Counter + "a_total 1\n", "neither HELP" },
        { "# TYPE a_total counter\na_total 1\n", "TYPE without HELP" },
        { "# HELP a_total A.\na_total 1\n", "no TYPE before it" },
        { "# HELP a_total A.\n", "without TYPE" },
        { "# HELP a_total A.\n# HELP b B.\n", "without TYPE" },
        { "# HELP a_total A.\n# TYPE b_total counter\nb_total 1\n", "not the TYPE" },
        { "# HELP a_total \n# TYPE a_total counter\na_total 1\n", "empty" },
        { "# HELP a_total A \\q.\n# TYPE a_total counter\na_total 1\n", "bad escape" },
        { "# HELP 1a_total A.\n", "no metric name" },
        { "# HELP a_total A.\n# TYPE a_total number\na_total 1\n", "no type" },
        { "# HELP a A.\n# TYPE a counter\na 1\n", "end in _total" },
        { "# HELP a_total A.\n# TYPE a_total gauge\na_total 1\n", "end in _total" },
        { "# HELP a_sum A.\n# TYPE a_sum gauge\na_sum 1\n", "suffix of histograms" },
        { Counter, "no samples" },
        { "a_total 1\n", "no TYPE" },
        { Counter + "b_total 1\n", "does not belong" },
        { Counter + "a_total 1\na_total 2\n", "there twice" },
        { Counter + "a_total{x=\"1\",y=\"2\"} 1\na_total{y=\"2\",x=\"1\"} 1\n", "there twice" },
        { Counter + "a_total 1\n" + Gauge + "g 1\n" + Counter + "a_total{x=\"1\"} 1\n", "there twice" },
        { Counter + "a_total -1\n", "is -1" },
        { Counter + "a_total NaN\n", "is NaN" },
        { Gauge + "g one\n", "no number" },
        { Gauge + "g 1,5\n", "no number" },
        { Gauge + "g 0x10\n", "no number" },
        { Gauge + "g Infinity\n", "no number" },
        { Gauge + "g 1 1700000000000\n", "not a sample" },
        { Gauge + "g  1\n", "not a sample" },
        { Gauge + "g\n", "not a sample" },
        { Gauge + "g{} 1\n", "not a sample" },
        { Gauge + "g{x=\"1\",} 1\n", "not a sample" },
        { Gauge + "g{x=1} 1\n", "not a sample" },
        { Gauge + "g{x=\"a\"b\"} 1\n", "not a sample" },
        { Gauge + "g{x=\"a\\t\"} 1\n", "not a sample" },
        { Gauge + "g{x-y=\"1\"} 1\n", "not a sample" },
        { Gauge + "g{x=\"1\",x=\"2\"} 1\n", "there twice" },
        { Gauge + "g{__x=\"1\"} 1\n", "reserved" },
        { Gauge + "g{le=\"1\"} 1\n", "only of them" },
        { Histogram + "h 1\n", "does not belong" },
        { Histogram + "h_bucket 1\n", "only of them" },
        { Histogram + "h_bucket{le=\"1\"} 1\nh_sum 1\nh_count 1\n", "+Inf" },
        { Histogram + "h_sum 1\nh_count 1\n", "+Inf" },
        { Histogram + "h_bucket{le=\"+Inf\"} 1\nh_count 1\n", "one _sum" },
        { Histogram + "h_bucket{le=\"+Inf\"} 1\nh_sum 1\n", "one _count" },
        { Histogram + "h_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 2\n", "_count of h is 2" },
        { Histogram + "h_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n", "not cumulative" },
        { Histogram + "h_bucket{le=\"2\"} 0\nh_bucket{le=\"1\"} 0\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n", "do not rise" },
        { Histogram + "h_bucket{x=\"1\",le=\"+Inf\"} 1\nh_sum{x=\"1\"} 1\nh_count{x=\"2\"} 1\n", "one _sum" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Read_BrokenText_SaysWhatIsWrong(string text, string part) =>
        Assert.Contains(part, Assert.Throws<PrometheusTextException>(() => PrometheusTextReader.Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_GoodText_KnowsEverySample()
    {
        var text = Counter + "a_total{x=\"a\\\\b\\\"c\\nd\",y=\"\"} 1.5e3\na_total 0\n" + Gauge + "g -Inf\n"
            + Histogram + "h_bucket{x=\"1\",le=\"0.5\"} 1\nh_bucket{x=\"1\",le=\"+Inf\"} 3\nh_sum{x=\"1\"} 7\nh_count{x=\"1\"} 3\n";

        var families = PrometheusTextReader.Read(text);

        Assert.Equal(["a_total counter", "g gauge", "h histogram"], families.Select(family => $"{family.Name} {family.Type}"));
        Assert.Equal(("a\\b\"c\nd", "", 1500.0), (families[0].Samples[0]["x"], families[0].Samples[0]["y"], families[0].Samples[0].Value));
        Assert.Equal(double.NegativeInfinity, families[1].Samples[0].Value);
        Assert.Equal(4, families[2].Samples.Count);
    }
}
