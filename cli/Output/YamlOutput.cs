using System.Text.Json;
using JobScheduler.Cli.Input;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace JobScheduler.Cli.Output;

/// <summary>Writes JSON as YAML that reads back as the same, by readers of YAML 1.1 too.</summary>
internal static class YamlOutput
{
    public static string Of(JsonElement json)
    {
        using var text = new StringWriter();
        var emitter = new Emitter(text, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, json);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString().TrimEnd('\n', '\r');
    }

    private static void Emit(Emitter emitter, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, json.EnumerateObject().Any() ? MappingStyle.Block : MappingStyle.Flow));
                foreach (var member in json.EnumerateObject())
                {
                    EmitText(emitter, member.Name);
                    Emit(emitter, member.Value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonValueKind.Array:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, json.GetArrayLength() > 0 ? SequenceStyle.Block : SequenceStyle.Flow));
                foreach (var item in json.EnumerateArray())
                    Emit(emitter, item);
                emitter.Emit(new SequenceEnd());
                break;
            case JsonValueKind.String:
                EmitText(emitter, json.GetString()!);
                break;
            default:
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, json.GetRawText(), ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false));
                break;
        }
    }

    private static void EmitText(Emitter emitter, string text)
    {
        var style = YamlScalars.LooksTyped(text) ? ScalarStyle.DoubleQuoted
            : text.Contains('\n', StringComparison.Ordinal) ? ManyLines(text)
            : ScalarStyle.Any;
        emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true));
    }

    // As a block only where nothing of it could get lost: blanks at ends of lines, and whatever is no ordinary character.
    private static ScalarStyle ManyLines(string text) =>
        text.Split('\n').All(line => line.Length == line.Trim().Length && !line.Any(char.IsControl)) && !text.StartsWith('\n')
            ? ScalarStyle.Literal
            : ScalarStyle.DoubleQuoted;
}
