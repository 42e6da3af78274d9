using JobScheduler.Benchmarks.Contenders;
using JobScheduler.Benchmarks.Results;
using JobScheduler.Benchmarks.Running;
using Xunit;

namespace JobScheduler.Tests.Benchmarks;

/// <summary>What the benchmarks make of what they measured.</summary>
public sealed class FigureTests
{
    [Theory]
    [InlineData(new[] { 5.0, 1, 3 }, 3)]
    [InlineData(new[] { 4.0, 1, 3, 2 }, 2.5)]
    [InlineData(new double[0], double.NaN)]
    public void MedianOf_Values_IsTheirMiddle(double[] values, double median) => Assert.Equal(median, Figure.MedianOf(values));

    [Fact]
    public void ToString_SeveralRuns_ShowsMedianAndRange()
    {
        Assert.Equal("1,235 (999 to 20,000)", new Figure([1234.5678, 20_000, 999.4]).ToString());
        Assert.Equal("0.050", new Figure([0.05]).ToString());
    }

    [Fact]
    public void From_Lateness_CountsEarlyOnesAndPercentiles()
    {
        var lateness = Lateness.From(Enumerable.Range(1, 100).Select(i => (double)i).Append(-0.1));
        Assert.Equal((101, 1), (lateness.Count, lateness.Early));
        Assert.Equal((50, 99, 100), (lateness.P50Ms, lateness.P99Ms, lateness.MaxMs));
        Assert.Equal((4, 51), (lateness.Within(3), lateness.Within(50)));
        Assert.Equal(101, lateness.Histogram.Sum(bucket => bucket.Count));
    }

    [Fact]
    public void From_LatenessAboveEveryBound_IsInTheLastBucket() =>
        Assert.Equal([new LatenessBucket(double.MaxValue, 1)], Lateness.From([1e9]).Histogram);

    [Fact]
    public void ToMarkdown_Rows_AreAlignedWithNotesAndConditionsBelow()
    {
        var table = new Table("Drain", "jobs", "per second");
        table.Add("20,000", new Figure([1, 2, 3]));
        table.Note("a note");
        Assert.Equal(
            """
            ## Drain

            | jobs   | per second          |
            | ------ | ------------------- |
            | 20,000 | 2.00 (1.00 to 3.00) |

            - a note
            - the machine

            """,
            table.ToMarkdown(["the machine"]),
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void ToJson_FigureThatIsNoNumber_IsNull()
    {
        var table = new Table("Ratios", "times");
        table.Add(new Figure([double.NaN], "x"));
        Assert.Contains("""[{"median":null,"min":null,"max":null,"unit":"x","runs":[null]}]""", table.ToJson().ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_Options_AreReadOrRefused()
    {
        var options = RunOptions.Parse(["drain", "--runs", "7", "--counts", "1000,0", "--warm-up", "0", "--submit-seconds", "2", "submit"])!;
        Assert.Equal(["drain", "submit"], options.Suites);
        Assert.Equal((7, 0), (options.Runs, options.Counts[0]));
        Assert.Equal((0, 2), (options.WarmUp, options.SubmitSeconds));
        Assert.All([["--runs", "0"], ["--submit-seconds", "0"], ["--warm-up", "-1"], ["--runs"], ["--counts", "1,x"], ["--unknown", "1"]], (string[] args) => Assert.Null(RunOptions.Parse(args)));
    }
}
