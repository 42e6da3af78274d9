using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace JobScheduler.Hosting.Submissions;

/// <summary>What of a type is validated: its members by JSON name with their annotations. Found once per type.</summary>
internal sealed class PayloadShape
{
    private static readonly Type[] Opaque = [typeof(string), typeof(JsonElement), typeof(JsonDocument), typeof(RawJson), typeof(byte[]), typeof(Uri), typeof(Version)];

    /// <summary>Nothing inside is looked at.</summary>
    public bool IsLeaf { get; private init; }

    /// <summary>Its elements are looked at.</summary>
    public bool IsCollection { get; private init; }

    /// <summary>Its values are looked at.</summary>
    public bool IsDictionary { get; private init; }

    /// <summary>An object's members.</summary>
    public IReadOnlyList<PayloadMember> Members { get; private init; } = [];

    /// <summary>Annotations of the type itself.</summary>
    public IReadOnlyList<ValidationAttribute> TypeAttributes { get; private init; } = [];

    /// <summary>The JSON name of a member that <see cref="IValidatableObject"/> named by its C# name.</summary>
    public string JsonNameOf(string clrName) => Members.FirstOrDefault(m => m.ClrName == clrName)?.JsonName ?? clrName;

    /// <summary>Looks at a type as the serializer sees it.</summary>
    public static PayloadShape Of(Type type, JsonSerializerOptions json)
    {
        if (type.IsPrimitive || type.IsEnum || Opaque.Contains(type) || typeof(JsonNode).IsAssignableFrom(type))
            return new() { IsLeaf = true };
        var info = json.GetTypeInfo(type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Dictionary => new() { IsDictionary = true },
            JsonTypeInfoKind.Enumerable => IsSimple(info.ElementType) ? new() { IsLeaf = true } : new() { IsCollection = true },
            JsonTypeInfoKind.Object => OfObject(type, info.Properties.Where(p => p.Get is not null).Select(PayloadMember.From)),
            // Read by a converter of its own: the properties are the type's public ones.
            _ when type.Namespace?.StartsWith("System", StringComparison.Ordinal) != true => OfObject(type, ReflectedMembers(type, json)),
            _ => new() { IsLeaf = true },
        };
    }

    /// <summary>Reads an entry of a dictionary of any type; null if it is none.</summary>
    public static (string Key, object? Value)? KeyAndValue(object? entry)
    {
        if (entry is DictionaryEntry plain)
            return (Text(plain.Key), plain.Value);
        var type = entry?.GetType();
        if (type is not { IsGenericType: true } || type.GetGenericTypeDefinition() != typeof(KeyValuePair<,>))
            return null;
        return (Text(type.GetProperty("Key")!.GetValue(entry)), type.GetProperty("Value")!.GetValue(entry));

        static string Text(object? key) => Convert.ToString(key, System.Globalization.CultureInfo.InvariantCulture) ?? "";
    }

    private static PayloadShape OfObject(Type type, IEnumerable<PayloadMember> members) => new()
    {
        Members = [.. members],
        TypeAttributes = [.. type.GetCustomAttributes<ValidationAttribute>(inherit: true)],
    };

    private static IEnumerable<PayloadMember> ReflectedMembers(Type type, JsonSerializerOptions json) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanRead && p.GetIndexParameters().Length == 0)
            .Select(p => PayloadMember.From(p, json));

    private static bool IsSimple(Type? type) => type is not null && (type.IsPrimitive || type.IsEnum || type == typeof(string));
}

/// <summary>A member of a payload type.</summary>
/// <param name="JsonName">As in the JSON.</param>
/// <param name="ClrName">As in C#.</param>
/// <param name="Read">Its value of an object.</param>
/// <param name="Attributes">Its annotations.</param>
internal sealed record PayloadMember(
    string JsonName, string ClrName, Func<object, object?> Read, IReadOnlyList<ValidationAttribute> Attributes)
{
    /// <summary>A member as the serializer sees it, with the annotations of the constructor parameter it is set by.</summary>
    public static PayloadMember From(JsonPropertyInfo property)
    {
        var clrName = (property.AttributeProvider as MemberInfo)?.Name ?? property.Name;
        var attributes = AttributesOf(property.AttributeProvider).Concat(AttributesOf(property.AssociatedParameter?.AttributeProvider));
        return new(property.Name, clrName, property.Get!, [.. attributes]);
    }

    /// <summary>A public property.</summary>
    public static PayloadMember From(PropertyInfo property, JsonSerializerOptions json) =>
        new(json.PropertyNamingPolicy?.ConvertName(property.Name) ?? property.Name, property.Name, property.GetValue, [.. AttributesOf(property)]);

    private static IEnumerable<ValidationAttribute> AttributesOf(ICustomAttributeProvider? provider) =>
        provider is null ? [] : provider.GetCustomAttributes(inherit: true).OfType<ValidationAttribute>();
}
