using System.Collections;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using JobScheduler.Hosting.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace JobScheduler.Tests.Logging;

public sealed class JsonLineFormatterTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 23, 10, 30, 0, 123, TimeSpan.FromHours(1));

    [Fact]
    public void Write_RecordWithScopes_IsOneLineInTheDocumentedOrder()
    {
        var text = Write(
            State("Job {JobId} is late by {LateMs}", ("JobId", "j1"), ("LateMs", 12L)), LogLevel.Warning, new EventId(7, "JobLate"),
            scopes: [State("", ("TraceId", "outer"), ("Attempt", 3)), State("", ("TraceId", "inner"), ("JobId", "another")), "a text"]);
        Assert.Equal(
            """{"at":"2026-11-23T09:30:00.123Z","level":"warning","event":"job_late","message":"the message","job_id":"j1","late_ms":12,"trace_id":"inner","attempt":3,"scope":"a text","logger":"Some.Category"}""" + "\n",
            text);
    }

    [Fact]
    public void Write_ExceptionAndNoEventName_HasTheStackAndNoEvent()
    {
        var line = Read(Write(State("x"), exception: new FormatException("bad\nday")));
        Assert.StartsWith("System.FormatException: bad\nday", line.GetProperty("exception").GetString(), StringComparison.Ordinal);
        Assert.False(line.TryGetProperty("event", out _));
    }

    [Fact]
    public void Write_ValuesOfManyTypes_AreNumbersFlagsAndInvariantTexts()
    {
        var line = Read(Write(State(
            "x", ("Flag", true), ("Whole", int.MinValue), ("Big", ulong.MaxValue), ("Part", 0.5), ("None", double.NaN), ("Money", 1.50m), ("Nothing", null),
            ("Time", Time), ("Span", TimeSpan.FromMilliseconds(1500)), ("Kind", LogLevel.Error), ("Names", new[] { "a", "b" }))));
        Assert.True(line.GetProperty("flag").GetBoolean());
        Assert.Equal(int.MinValue, line.GetProperty("whole").GetInt32());
        Assert.Equal(ulong.MaxValue, line.GetProperty("big").GetUInt64());
        Assert.Equal((0.5, "NaN", 1.50m), (line.GetProperty("part").GetDouble(), line.GetProperty("none").GetString(), line.GetProperty("money").GetDecimal()));
        Assert.False(line.TryGetProperty("nothing", out _));
        Assert.Equal("2026-11-23T09:30:00.123Z", line.GetProperty("time").GetString());
        Assert.Equal(("00:00:01.5000000", "Error", "a, b"), (Text("span"), Text("kind"), Text("names")));

        string? Text(string name) => line.GetProperty(name).GetString();
    }

    [Fact]
    public void Write_NamesOfTheLineItself_GetAnUnderscore()
    {
        var line = Read(Write(State("x", ("Message", "mine"), ("level", "high"), ("Odd Name!", 1), ("{OriginalFormat}", "no"))));
        Assert.Equal(("the message", "mine", "information", "high"), (
            line.GetProperty("message").GetString(), line.GetProperty("_message").GetString(), line.GetProperty("level").GetString(), line.GetProperty("_level").GetString()));
        Assert.Equal(1, line.GetProperty("odd_name_").GetInt32());
        Assert.DoesNotContain(line.EnumerateObject(), field => field.Name.Contains("original", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_WhatThrows_IsSaidInItsPlace()
    {
        var line = Read(Write(
            State("x", ("Bad", new Thrower()), ("Good", 1)), exception: new Unprintable(), scopes: [new ThrowingScope(), new Thrower()],
            message: () => throw new FormatException()));
        Assert.Equal("(cannot be printed: FormatException)", line.GetProperty("message").GetString());
        Assert.Equal("(cannot be printed: NotSupportedException)", line.GetProperty("bad").GetString());
        Assert.Equal("(cannot be printed: NotSupportedException)", line.GetProperty("scope").GetString());
        Assert.Equal((1, "kept"), (line.GetProperty("good").GetInt32(), line.GetProperty("before").GetString()));
        Assert.Contains("cannot be printed", line.GetProperty("exception").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_HugeValues_AreCutAtTheStatedLengths()
    {
        var huge = new string('ä', 1_000_000);
        var line = Read(Write(State("x", ("Value", huge)), exception: new FormatException(huge), message: () => huge));
        AssertCut("message", 8 * 1024);
        AssertCut("value", (16 * 1024) + 3);
        AssertCut("exception", 32 * 1024);
        var many = Read(Write(State("x", [.. Enumerable.Range(0, 1000).Select(i => ($"Field{i}", (object?)i))])));
        Assert.Equal(64, many.EnumerateObject().Count(field => field.Name.StartsWith("field", StringComparison.Ordinal)));

        void AssertCut(string name, int bytes)
        {
            var text = line.GetProperty(name).GetString()!;
            Assert.EndsWith("…", text, StringComparison.Ordinal);
            Assert.InRange(Encoding.UTF8.GetByteCount(text), bytes - 3, bytes);
        }
    }

    [Theory]
    [InlineData("\u0000\u0001\r\n\t\u007f\u0085\u2028\u2029\"\\")]
    [InlineData("\ud800 half \udc00")]
    [InlineData("\ud83d\ude00 whole")]
    public void Write_OddCharacters_AreOneLineAndComeBack(string odd)
    {
        var text = Write(State("x", (odd, odd)), message: () => odd, exception: new FormatException(odd), scopes: [odd]);
        Assert.Equal(text.Length - 1, text.AsSpan().IndexOfAny("\r\n\u0085\u2028\u2029"));
        Assert.Equal(Valid(odd), Read(text).GetProperty("message").GetString());
        Assert.Equal(Valid(odd), Read(text).GetProperty("scope").GetString());
    }

    [Fact]
    public void Write_AnyTextsAtAll_IsOneValidLineWithEachNameOnce() => Prop.ForAll<string?, string?, string?>((name, value, message) =>
    {
        var text = Write(State("x", (name ?? "", value), (value ?? "", name)), message: () => message!, scopes: [State("", (message ?? "", 1))]);
        Assert.Equal(text.Length - 1, text.IndexOf('\n', StringComparison.Ordinal));
        var names = Read(text).EnumerateObject().Select(field => field.Name).ToArray();
        Assert.Equal(names.Distinct(), names);
    }).QuickCheckThrowOnFailure();

    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static JsonElement Read(string line) => JsonSerializer.Deserialize<JsonElement>(line);

    private static List<KeyValuePair<string, object?>> State(string format, params (string Name, object? Value)[] values) =>
        [.. values.Select(value => KeyValuePair.Create(value.Name, value.Value)), new("{OriginalFormat}", format)];

    private static string Write(
        object state, LogLevel level = LogLevel.Information, EventId id = default, Exception? exception = null, object[]? scopes = null, Func<string>? message = null)
    {
        using var services = new ServiceCollection()
            .AddKeyedSingleton<TimeProvider>(JobSchedulerServiceCollectionExtensions.TimeProviderKey, new FixedTime()).BuildServiceProvider();
        var provider = new LoggerExternalScopeProvider();
        foreach (var scope in scopes ?? [])
            provider.Push(scope);
        var output = new StringWriter();
        var entry = new LogEntry<object>(level, "Some.Category", id, state, exception, (_, _) => message is null ? "the message" : message());
        new JsonLineFormatter(services).Write(entry, provider, output);
        return output.ToString();
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Time;
    }

    private sealed class Thrower
    {
        public override string ToString() => throw new NotSupportedException();
    }

    private sealed class Unprintable : Exception
    {
        public override string Message => throw new NotSupportedException();

        public override string ToString() => throw new NotSupportedException();
    }

    private sealed class ThrowingScope : IEnumerable<KeyValuePair<string, object?>>
    {
        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
        {
            yield return new("Before", "kept");
            throw new NotSupportedException();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
