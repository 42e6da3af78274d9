using System.Net;
using System.Text;
using JobScheduler.Hosting.Secrets;
using Xunit;

namespace JobScheduler.Tests.HttpJobs;

public sealed class SecretTextTests
{
    private const string Value = "p@ss \"w/ö?r&d\" <1>+=";

    [Theory]
    [InlineData("Bearer ${secret:A}", "Bearer [A]")]
    [InlineData("${secret:A}${secret:b.c-d_1}", "[A][b.c-d_1]")]
    [InlineData("$${secret:A}", "${secret:A}")]
    [InlineData("$${secret:", "${secret:")]
    [InlineData("${secre:A} ${other} $", "${secre:A} ${other} $")]
    public void Expand_Template_FillsNamesAndKeepsEscapes(string template, string expected)
    {
        Assert.False(SecretTemplate.IsBroken(template));
        Assert.Equal(expected, SecretTemplate.Expand(template, name => $"[{name}]"));
    }

    [Theory]
    [InlineData("${secret:}")]
    [InlineData("${secret:A")]
    [InlineData("${secret:A B}")]
    [InlineData("${secret:-a}")]
    [InlineData("x${secret:A:B}")]
    public void IsBroken_PlaceholderWithoutName_IsTrue(string template) => Assert.True(SecretTemplate.IsBroken(template));

    public static TheoryData<string> Echoes => new()
    {
        Value,
        Value.ToUpperInvariant(),
        Uri.EscapeDataString(Value),
        Uri.EscapeDataString(Value).ToLowerInvariant(),
        WebUtility.UrlEncode(Value),
        WebUtility.HtmlEncode(Value),
        System.Text.Json.JsonEncodedText.Encode(Value).ToString(),
        Value.Replace("\"", "\\\"", StringComparison.Ordinal),
        Uri.EscapeDataString(Uri.EscapeDataString(Value)),
        "%70@ss+\\\"w%2F\\u00f6?r&amp;d&#34; <1&#x3E;%2b=",
        System.Text.Json.JsonEncodedText.Encode(System.Text.Json.JsonEncodedText.Encode(Value).ToString()).ToString(),
        Convert.ToHexString(Encoding.UTF8.GetBytes(Value)),
        Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Value)),
    };

    [Theory]
    [MemberData(nameof(Echoes))]
    public void Text_SpellingOfASecret_IsReplacedByItsName(string echo) =>
        Assert.Equal("a ${secret:K} b ${secret:K}", Redaction(("K", Value)).Text($"a {echo} b {echo}"));

    [Theory]
    [InlineData("50%25\\x&y+", "50%25\\x&y+")]
    [InlineData("50%25\\x&y+", "50%2525\\\\x&amp;y%2B")]
    [InlineData("a\\n\nb\\", "a\\\\n\\nb\\\\")]
    [InlineData("\U0001f600key", "\\ud83d\\ude00key")]
    [InlineData("\U0001f600key", "%F0%9F%98%80key")]
    public void Text_SecretOfEscapeCharacters_IsFoundAsItIsAndEscaped(string value, string echo) =>
        Assert.Equal("<${secret:K}>", Redaction(("K", value)).Text($"<{echo}>"));

    [Theory]
    [InlineData("hunter")]
    [InlineData("hunter%")]
    [InlineData("hunter%2")]
    [InlineData("hunter\\")]
    [InlineData("hunter\\u00")]
    [InlineData("hunter&")]
    [InlineData("hunter&#99999999;")]
    [InlineData("hunter&#xZZ;")]
    [InlineData("")]
    public void Text_OtherTextAndBrokenEscapes_StayAsTheyAre(string text) => Assert.Equal(text, Redaction(("K", "hunter/2")).Text(text));

    [Theory]
    [InlineData("")]
    [InlineData("u")]
    [InlineData("us")]
    [InlineData("user:")]
    public void Text_SecretInsideBase64_IsGone(string before)
    {
        var redaction = Redaction(("K", "hunter2-hunter2"));
        foreach (var after in new[] { "", "x", "xy", "xyz" })
        {
            var echo = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + "hunter2-hunter2" + after));
            foreach (var text in new[] { echo, echo.Replace('+', '-').Replace('/', '_').TrimEnd('=') })
            {
                var said = redaction.Text(text);
                Assert.Contains("${secret:K}", said, StringComparison.Ordinal);
                Assert.True(said.Length - "${secret:K}".Length <= text.Length - 18, said);
            }
        }
    }

    [Fact]
    public void Text_SecretsWithinSecrets_LongestGoesFirst() =>
        Assert.Equal("${secret:LONG} ${secret:SHORT}", Redaction(("SHORT", "hunter"), ("LONG", "hunter-two")).Text("hunter-two hunter"));

    [Fact]
    public void Text_ValueThatStandsInAPlaceholder_IsReplacedOnce() =>
        Assert.Equal("${secret:A} ${secret:B}", Redaction(("A", "first-one"), ("B", "secret")).Text("first-one secret"));

    [Fact]
    public void Json_NamesTextsAndNumbers_AreReplacedAndTheRestStays()
    {
        var json = """{"n": 1.50, "12345678":[12345678, "\u00312345678", "x 12345678", true], "o":{"a" :null}}""";
        Assert.Equal(
            """{"n": 1.50, "${secret:N}":["${secret:N}", "${secret:N}", "x ${secret:N}", true], "o":{"a" :null}}""",
            Encoding.UTF8.GetString(Redaction(("N", "12345678")).Json(Encoding.UTF8.GetBytes(json)).Span));
    }

    [Fact]
    public void Bytes_BesideWhatIsNoText_AreReplaced()
    {
        byte[] bytes = [0xff, 0, .. Encoding.UTF8.GetBytes("pässwörd"), 0xfe];
        Assert.Equal([0xff, 0, .. "${secret:P}"u8, 0xfe], Redaction(("P", "pässwörd")).Bytes(bytes).ToArray());
    }

    [Fact]
    public void Strings_Json_OnlyValuesChange() => Assert.Equal(
        """{"a":"A\"","b":[1.0,"B"]}""",
        Encoding.UTF8.GetString(JsonRewriter.Strings(
            """{"a":"a\"","b":[1.0,"b"]}"""u8.ToArray(), text => text.ToUpperInvariant()).Span));

    private static SecretRedaction Redaction(params (string Name, string Value)[] values) =>
        new(values.ToDictionary(v => v.Name, v => v.Value));
}
