using System.Globalization;

namespace JobScheduler.Hosting.Submissions;

/// <summary>Paths of values in a request, as in <c>jobs[3].payload.lines[0].sku</c>; odd names are quoted: <c>payload['a.b']</c>.</summary>
internal static class JsonPaths
{
    /// <summary>The path of a member.</summary>
    public static string Member(string path, string name) =>
        name.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-') ? $"{path}.{name}" : $"{path}['{name}']";

    /// <summary>The path of an element.</summary>
    public static string Element(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    /// <summary>Puts a path inside a value behind that value's own; an empty one means the value itself.</summary>
    public static string Combine(string path, string? inner) =>
        string.IsNullOrEmpty(inner) ? path : inner[0] == '[' ? path + inner : $"{path}.{inner}";

    /// <summary>Reads the serializer's way of writing paths: <c>$.lines[0].sku</c>.</summary>
    public static string FromException(string path, string? inner) =>
        Combine(path, inner is { Length: > 1 } && inner[0] == '$' ? inner[1..].TrimStart('.') : null);
}
