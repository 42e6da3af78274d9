using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace JobScheduler.Hosting.Secrets;

/// <summary>
/// The ways in which a server is likely to write a value it was sent: as it is, percent-encoded, as a form, in JSON, in HTML, in
/// hexadecimal digits, and in base64, also in the middle of other text as in a Basic Authorization header.
/// </summary>
internal static class SecretSpellings
{
    /// <summary>Shorter pieces of base64 would be found in texts that have nothing to do with the secret.</summary>
    private const int ShortestBase64 = 6;

    /// <summary>All spellings, and whether their case counts.</summary>
    public static IEnumerable<(string Text, bool IsExact)> Of(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        string[] loose =
        [
            value, value.Trim(), Uri.EscapeDataString(value), WebUtility.UrlEncode(value), WebUtility.HtmlEncode(value),
            HtmlEncoder.Default.Encode(value), JavaScriptEncoder.Default.Encode(value), JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value),
            Convert.ToHexString(bytes),
        ];
        var exact = Enumerable.Range(0, 3).Select(offset => Base64Within(bytes, offset)).Where(text => text.Length >= ShortestBase64);
        return loose.Where(text => text.Length >= SecretSettings.MinLength).Distinct(StringComparer.OrdinalIgnoreCase).Select(text => (text, false))
            .Concat(exact.SelectMany(text => new[] { text, text.Replace('+', '-').Replace('/', '_') }).Distinct().Select(text => (text, true)));
    }

    /// <summary>
    /// The digits of base64 that come from the value alone, whatever stands before it (a multiple of three bytes and so many more) and
    /// behind it.
    /// </summary>
    private static string Base64Within(byte[] value, int offset)
    {
        var digits = Convert.ToBase64String([.. new byte[offset], .. value]).TrimEnd('=');
        var first = offset == 0 ? 0 : offset + 1;
        var last = (offset + value.Length) * 8 / 6;
        return digits[first..Math.Max(first, last)];
    }
}
