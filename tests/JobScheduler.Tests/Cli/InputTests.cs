using System.Text.Json;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;
using Xunit;

namespace JobScheduler.Tests.Cli;

/// <summary>What people type, and what they write into files.</summary>
public sealed class InputTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("90s", 90_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("2w", 1_209_600_000)]
    [InlineData("0s", 0)]
    public void Find_Duration_IsRead(string text, long milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Durations.Find(text));

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("5 s")]
    [InlineData("5x")]
    [InlineData("99999999999999999999999999999999d")]
    public void Find_NoDuration_IsNull(string text) => Assert.Null(Durations.Find(text));

    [Theory]
    [InlineData("now", "2026-12-01T10:00:00.000Z")]
    [InlineData("+10m", "2026-12-01T10:10:00.000Z")]
    [InlineData("-2h", "2026-12-01T08:00:00.000Z")]
    [InlineData("2026-12-24T18:00:00+01:00", "2026-12-24T17:00:00.000Z")]
    [InlineData("2026-12-24 18:00Z", "2026-12-24T18:00:00.000Z")]
    public void Find_Time_IsRead(string text, string expected) => Assert.Equal(expected, Human.Time(Times.Find(text, Now)!.Value));

    [Theory]
    [InlineData("2026-12-24T18:00:00")] // whose clock?
    [InlineData("2026-12-24")]
    [InlineData("10m")]
    [InlineData("tomorrow")]
    [InlineData("-99999999d")]
    public void Find_NoTime_IsNull(string text) => Assert.Null(Times.Find(text, Now));

    [Fact]
    public void Find_RetryPolicies_AreRead()
    {
        Assert.Equal(RetryPolicy.None, RetryText.Find("none"));
        Assert.Equal(RetryPolicy.Default, RetryText.Find("exponential"));
        Assert.Equal(RetryPolicy.Default with { Initial = TimeSpan.FromSeconds(2), Factor = 3 }, RetryText.Find("exponential:2s,3"));
        Assert.Equal(RetryPolicy.Fixed(TimeSpan.FromSeconds(30)), RetryText.Find("fixed:30s"));
        Assert.Equal(RetryPolicy.Explicit(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)), RetryText.Find("explicit:1s,1m"));
        Assert.All(["", "none:1s", "fixed", "fixed:1s,2s", "explicit", "exponential:1s,x", "linear:1s"], text => Assert.Null(RetryText.Find(text)));
    }

    [Theory]
    [InlineData("{\"a\":1}", 1)]
    [InlineData("{\"a\":1}\n{\"a\":2}\n", 2)]
    [InlineData("[{\"a\":1},{\"a\":2}]", 2)]
    [InlineData("{\"items\":[{\"a\":1},{\"a\":2},{\"a\":3}],\"next_cursor\":null}", 3)]
    [InlineData("a: 1\n---\na: 2\n---\n", 2)]
    [InlineData("- a: 1\n- a: 2\n", 2)]
    [InlineData("items:\n- a: 1\n", 1)]
    public void Read_Documents_AreCounted(string text, int count) => Assert.Equal(count, SourceDocument.Read("f", text).Count);

    [Fact]
    public void Read_Yaml_MeansTheJsonThatYaml12Says()
    {
        const string yaml = """
            text: plain
            quoted: "30"
            number: 1.50
            big: 12345678901234567890
            hex: 0x1F
            yes: no
            flag: true
            nothing: ~
            time: 2026-12-01T10:00:00Z
            list: [1, two, {three: 3}]
            block: |
              first
              second
            same: &a { x: 1 }
            again: *a
            """;
        var json = Assert.Single(SourceDocument.Read("f", yaml)).Root;
        Assert.Equal(
            """{"text":"plain","quoted":"30","number":1.50,"big":12345678901234567890,"hex":31,"yes":"no","flag":true,"nothing":null,"time":"2026-12-01T10:00:00Z","list":[1,"two",{"three":3}],"block":"first\nsecond\n","same":{"x":1},"again":{"x":1}}""",
            JsonOutput.OnOneLine(json));
    }

    [Theory]
    [InlineData("a: [1", "line")]
    [InlineData("a: 1\na: 2", "f")]
    [InlineData("{\"a\":", "f")]
    [InlineData("", "no document")]
    [InlineData("? [a]\n: 1", "a key must be a word")]
    public void Read_Unreadable_SaysWhere(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<UsageException>(() => SourceDocument.Read("f", text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_YamlThatGrowsWithoutEnd_IsRefused()
    {
        var yaml = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 8).Select(i =>
            $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat("*a" + (i - 1), 10))}]\n"));
        Assert.Contains("means more than", Assert.Throws<UsageException>(() => SourceDocument.Read("f", yaml)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":"true","b":"12","c":"","d":"no","e":"1e3","f":"~","g":"2026-12-01","h":" x","i":"a: b","j":"#x","k":"- x"}""")]
    [InlineData("""{"text":"two\nlines","end":"line\n","blank":"a \nb","odd":"\u0007","deep":{"list":[[],{},[1,[2.50,null]]]},"":"empty name"}""")]
    [InlineData("[]")]
    public void Of_AnyJson_ReadsBackTheSame(string json)
    {
        var root = JsonDocument.Parse(json).RootElement;
        var read = YamlText.Read("f", YamlOutput.Of(root));
        Assert.Equal(JsonOutput.OnOneLine(root), JsonOutput.OnOneLine(Assert.Single(read)));
    }
}
