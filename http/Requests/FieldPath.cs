using System.Globalization;

namespace JobScheduler.Http.Requests;

/// <summary>
/// Paths of values in a request, as in <c>jobs[3].payload.lines[0].sku</c>; odd names below the top are quoted: <c>payload['a.b']</c>.
/// </summary>
internal static class FieldPath
{
    public static string Member(string path, string name) =>
        path.Length == 0 ? name
        : name.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-') ? $"{path}.{name}" : $"{path}['{name}']";

    public static string Element(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
}
