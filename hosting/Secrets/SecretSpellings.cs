using System.Text;

namespace JobScheduler.Hosting.Secrets;

/// <summary>
/// The texts that stand for a value: itself, its hexadecimal digits, and its base64, also in the middle of other text as in a Basic
/// Authorization header. How the characters of each may be escaped is <see cref="EscapedText"/>'s.
/// </summary>
internal static class SecretSpellings
{
    /// <summary>Shorter pieces of base64 would be found in texts that have nothing to do with the secret.</summary>
    private const int ShortestBase64 = 6;

    /// <summary>All of them.</summary>
    /// <param name="value">The value.</param>
    /// <param name="encoding">How its characters become bytes.</param>
    public static IEnumerable<EscapedText> Of(string value, Encoding encoding)
    {
        var bytes = encoding.GetBytes(value);
        var loose = new[] { value, value.Trim(), Convert.ToHexString(bytes) }.Where(text => text.Length >= SecretSettings.MinLength);
        var exact = Enumerable.Range(0, 3).Select(offset => Base64Within(bytes, offset)).Where(text => text.Length >= ShortestBase64);
        return loose.Distinct().Select(text => new EscapedText(text, ignoreCase: true, encoding))
            .Concat(exact.SelectMany(text => new[] { text, text.Replace('+', '-').Replace('/', '_') }).Distinct()
                .Select(text => new EscapedText(text, ignoreCase: false, encoding)));
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
