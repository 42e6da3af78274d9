using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace JobScheduler.Tests.Grains;

/// <summary>Contracts in which every property has a value of its own, made and compared by reflection.</summary>
internal static class WireSample
{
    public static object Of(Type type) => Make(type, new Counter());

    /// <summary>All values of an object as one text.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        RawJson json => json.ToString(),
        IDictionary map => "{" + string.Join(", ", map.Keys.Cast<object>().Select(key => $"{key}: {Describe(map[key])}").Order()) + "}",
        IEnumerable list => "[" + string.Join(", ", list.Cast<object>().Select(Describe)) + "]",
        _ when IsOurs(value.GetType()) && !value.GetType().IsEnum =>
            value.GetType().Name + "(" + string.Join(", ", Stored(value.GetType()).Select(property => $"{property.Name}: {Describe(property.GetValue(value))}")) + ")",
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>Properties with a value of their own; those that are computed from others have no setter.</summary>
    public static IEnumerable<PropertyInfo> Stored(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null).OrderBy(property => property.Name, StringComparer.Ordinal);

    /// <summary>What a task, an array or a list holds.</summary>
    public static Type Element(Type type) => type.IsArray ? Element(type.GetElementType()!)
        : type.IsGenericType ? Element(type.GetGenericArguments()[^1])
        : type;

    /// <summary>Whether a type is one of the scheduler's own.</summary>
    public static bool IsOurs(Type type) => type.Assembly.GetName().Name!.StartsWith("JobScheduler.", StringComparison.Ordinal);

    private static object Make(Type type, Counter counter)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        var number = ++counter.Value;
        if (type == typeof(string))
            return $"text {number} ž 🚀";
        if (type == typeof(bool))
            return true;
        if (type == typeof(double))
            return number + 0.125;
        if (type == typeof(DateTimeOffset))
            return DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000 + number);
        if (type == typeof(TimeSpan))
            return TimeSpan.FromTicks(number);
        if (type == typeof(RawJson))
            return RawJson.Parse($"{{\"n\": {number}.0}}");
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!;
        if (type.IsPrimitive)
            return Convert.ChangeType(number, type, CultureInfo.InvariantCulture);
        if (type.IsArray || (type.IsGenericType && type.GetGenericArguments().Length == 1))
            return List(Element(type), counter);
        if (type.IsGenericType)
            return new Dictionary<string, long> { ["a ž"] = number, ["b"] = -number };
        return Fill(type, counter);
    }

    private static Array List(Type element, Counter counter)
    {
        var list = Array.CreateInstance(element, 2);
        list.SetValue(Make(element, counter), 0);
        list.SetValue(Make(element, counter), 1);
        return list;
    }

    private static object Fill(Type type, Counter counter)
    {
        var made = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var property in Stored(type))
            property.SetValue(made, Make(property.PropertyType, counter));
        return made;
    }

    private sealed class Counter
    {
        public int Value { get; set; }
    }
}
