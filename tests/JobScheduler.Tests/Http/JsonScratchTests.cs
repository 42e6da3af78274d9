using System.Text;
using System.Text.Json;
using JobScheduler.Http.Responses;
using Xunit;

namespace JobScheduler.Tests.Http;

/// <summary>A JSON buffer that is used again: nothing of one text is ever in another.</summary>
public sealed class JsonScratchTests
{
    private const int MostKept = 64 * 1024;

    [Fact]
    public void Write_AfterAnother_UsesItsBufferAndHoldsOnlyTheNewText()
    {
        var first = Write(Object("a long first text that the second does not cover"));
        first.Dispose();
        using var second = Write(Object("b"));
        Assert.Same(first, second);
        Assert.Equal("""{"text":"b"}""", Text(second));
        Assert.Equal(second.Bytes.Length, second.Length);
    }

    [Fact]
    public void Write_NothingWritten_IsEmpty()
    {
        Write(Object("a")).Dispose();
        using var empty = Write(_ => { });
        Assert.Equal((0, ""), (empty.Length, Text(empty)));
    }

    [Fact]
    public void Write_WritingThrowsInTheMiddle_ThrowsItAndTheNextTextIsWhole()
    {
        Write(Object("kept before")).Dispose();
        var thrown = Assert.Throws<InvalidTimeZoneException>(() => Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("half", "done");
            throw new InvalidTimeZoneException();
        }));
        Assert.NotNull(thrown);
        using var next = Write(Object("next"));
        Assert.Equal("""{"text":"next"}""", Text(next));
    }

    [Fact]
    public void Write_WhileOneIsHeld_LeavesItAsItIs()
    {
        using var held = Write(Object("held"));
        using (var other = Write(Object("other")))
            Assert.Equal("""{"text":"other"}""", Text(other));
        using var third = Write(Object("third"));
        Assert.Equal("""{"text":"held"}""", Text(held));
        Assert.Equal("""{"text":"third"}""", Text(third));
    }

    [Fact]
    public void Write_WithinWriting_BothAreWhole()
    {
        using var outer = Write(writer =>
        {
            writer.WriteStartArray();
            using (var inner = Write(Object("inner")))
                writer.WriteStringValue(Text(inner));
            writer.WriteEndArray();
        });
        Assert.Equal("""{"text":"inner"}""", JsonDocument.Parse(outer.Bytes).RootElement[0].GetString());
    }

    [Fact]
    public void Dispose_TextWasLarge_IsWholeAndItsBufferIsNotKept()
    {
        var text = new string('x', 2 * MostKept);
        var large = Write(Object(text));
        Assert.Equal(text, JsonDocument.Parse(large.Bytes).RootElement.GetProperty("text").GetString());
        large.Dispose();
        using var next = Write(Object("small"));
        Assert.NotSame(large, next);
        Assert.Equal("""{"text":"small"}""", Text(next));
    }

    [Fact]
    public void Dispose_OnAnotherThread_IsUsedThereAndNoLongerHere()
    {
        var here = Write(Object("here"));
        string? there = null;
        var thread = new Thread(() =>
        {
            here.Dispose();
            using var again = Write(Object("there"));
            there = ReferenceEquals(here, again) ? Text(again) : "another buffer";
        });
        thread.Start();
        thread.Join();
        using var next = Write(Object("next"));
        Assert.Equal("""{"text":"there"}""", there);
        Assert.NotSame(here, next);
    }

    [Fact]
    public void Write_OnManyThreadsThatHandOver_EveryTextIsItsOwn()
    {
        var texts = new string[2_000];
        Parallel.For(0, texts.Length, i =>
        {
            using var text = Write(Object($"{i}"));
            texts[i] = Text(text);
        });
        Assert.Equal(Enumerable.Range(0, texts.Length).Select(i => $$"""{"text":"{{i}}"}"""), texts);
    }

    private static JsonScratch Write(Action<Utf8JsonWriter> write) => JsonScratch.Write(write);

    private static Action<Utf8JsonWriter> Object(string text) => writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("text", text);
        writer.WriteEndObject();
    };

    private static string Text(JsonScratch scratch) => Encoding.UTF8.GetString(scratch.Bytes.Span);
}
