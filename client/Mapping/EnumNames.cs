using System.Collections.Frozen;
using System.Text.Json;

namespace JobScheduler.Client.Mapping;

/// <summary>Enum values by their snake_case names.</summary>
internal static class EnumNames<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> Names =
        Enum.GetValues<T>().ToFrozenDictionary(v => v, v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));

    private static readonly FrozenDictionary<string, T> Values = Names.ToFrozenDictionary(n => n.Value, n => n.Key, StringComparer.Ordinal);

    public static string Of(T value) => Names[value];

    /// <summary>Null for null and for a name that this version does not know.</summary>
    public static T? OrNull(string? name) => name is not null && Values.TryGetValue(name, out var value) ? value : null;

    /// <exception cref="JsonException">No such name.</exception>
    public static T Required(string name) => OrNull(name) ?? throw new JsonException($"'{name}' is not a {typeof(T).Name} that this client knows.");
}
