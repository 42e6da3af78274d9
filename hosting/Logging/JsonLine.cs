using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using JobScheduler.Hosting.Handlers;

namespace JobScheduler.Hosting.Logging;

/// <summary>One log record on its way to a line: its named values, then those of the scopes around it, the innermost first.</summary>
internal sealed class JsonLine
{
    /// <summary>The most fields of a line; what comes after them is left out.</summary>
    public const int MostFields = 64;

    private const string Scope = "scope";
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly HashSet<string> Own = ["at", "level", "event", "message", "logger", "exception"];
    private readonly List<(string Name, object Value)> _fields = [];
    private readonly List<object> _scopes = [];

    /// <summary>Adds named values; a name that is there already keeps its value.</summary>
    /// <param name="state">A record's state or a scope; anything else than named values becomes a part of <c>scope</c>.</param>
    public void AddFields(object? state)
    {
        if (state is not IEnumerable<KeyValuePair<string, object?>> values)
            return;
        try
        {
            foreach (var (name, value) in values)
            {
                if (name != "{OriginalFormat}" && value is not null)
                    Add(LogText.NameOf(name), value);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A scope is anybody's object. What it gave before it threw stays.
        }
    }

    /// <summary>Remembers a scope; they come outermost first.</summary>
    public void PushScope(object? scope)
    {
        if (scope is not null)
            _scopes.Add(scope);
    }

    /// <summary>Adds the values of the scopes.</summary>
    public void AddScopes()
    {
        var texts = new List<string>();
        for (var i = _scopes.Count - 1; i >= 0; i--)
        {
            if (_scopes[i] is IEnumerable<KeyValuePair<string, object?>>)
                AddFields(_scopes[i]);
            else
                texts.Insert(0, LogText.Of(_scopes[i]));
        }

        if (texts.Count > 0)
            Add(Scope, string.Join(" => ", texts));
    }

    /// <summary>The whole line, without its end.</summary>
    public string Finish(DateTimeOffset at, string level, string? eventName, string logger, string message, Exception? exception)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("at", LogText.TimeOf(at));
            writer.WriteString("level", level);
            if (!string.IsNullOrEmpty(eventName))
                writer.WriteString("event", LogText.NameOf(eventName));
            writer.WriteString("message", Texts.Cut(message, LogText.MaxMessageBytes));
            foreach (var (name, value) in _fields)
                Write(writer, name, value);
            writer.WriteString("logger", Texts.Cut(logger, LogText.MaxNameLength * 4));
            if (exception is not null)
                writer.WriteString("exception", LogText.Of(exception, LogText.MaxExceptionBytes));
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void Add(string name, object value)
    {
        if (name.Length == 0 || _fields.Count >= MostFields)
            return;
        if (Own.Contains(name))
            name = "_" + name; // the line's own fields mean one thing everywhere
        if (!_fields.Exists(field => field.Name == name))
            _fields.Add((name, value));
    }

    private static void Write(Utf8JsonWriter writer, string name, object value)
    {
        switch (value)
        {
            case bool flag:
                writer.WriteBoolean(name, flag);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                writer.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ulong number:
                writer.WriteNumber(name, number);
                break;
            case decimal number:
                writer.WriteNumber(name, number);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumber(name, number);
                break;
            case float number when float.IsFinite(number):
                writer.WriteNumber(name, number);
                break;
            default:
                writer.WriteString(name, LogText.Of(value));
                break;
        }
    }
}
