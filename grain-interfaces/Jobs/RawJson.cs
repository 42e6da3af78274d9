using System.Text;
using System.Text.Json;

namespace JobScheduler;

/// <summary>
/// A JSON value kept token for token: number spelling and member order stay as they were written.
/// Immutable; equality is by bytes.
/// </summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.RawJson")]
public sealed class RawJson : IEquatable<RawJson>
{
    [Id(0)]
    private readonly byte[] _utf8;

    private RawJson(byte[] utf8) => _utf8 = utf8;

    /// <summary>The UTF-8 text of the value.</summary>
    public ReadOnlyMemory<byte> Utf8 => _utf8;

    /// <summary>Length of the text in bytes.</summary>
    public int Length => _utf8.Length;

    /// <summary>Keeps a text that is known to be one valid JSON value. The array must not be changed afterwards.</summary>
    /// <param name="utf8">UTF-8 JSON.</param>
    public static RawJson FromTrusted(byte[] utf8)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        return new(utf8);
    }

    /// <summary>Checks and keeps a JSON text.</summary>
    /// <param name="json">One JSON value.</param>
    /// <exception cref="JsonException">The text is not one JSON value.</exception>
    public static RawJson Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        using var document = JsonDocument.Parse(json);
        return new(Encoding.UTF8.GetBytes(json.Trim()));
    }

    /// <summary>Serializes a value.</summary>
    /// <typeparam name="T">Its declared type.</typeparam>
    /// <param name="value">The value; null becomes the JSON null.</param>
    /// <param name="options">Naming and converters; default: <see cref="PayloadJson.Default"/>.</param>
    public static RawJson From<T>(T value, JsonSerializerOptions? options = null) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, options ?? PayloadJson.Default));

    /// <summary>Reads the value as <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">The wanted type.</typeparam>
    /// <param name="options">Naming and converters; default: <see cref="PayloadJson.Default"/>.</param>
    /// <exception cref="JsonException">The value does not fit the type.</exception>
    public T? Deserialize<T>(JsonSerializerOptions? options = null) =>
        JsonSerializer.Deserialize<T>(_utf8, options ?? PayloadJson.Default);

    /// <inheritdoc/>
    public bool Equals(RawJson? other) => other is not null && _utf8.AsSpan().SequenceEqual(other._utf8);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RawJson);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_utf8);
        return hash.ToHashCode();
    }

    /// <summary>The JSON text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_utf8);
}
