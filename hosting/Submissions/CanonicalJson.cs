using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace JobScheduler.Hosting.Submissions;

/// <summary>
/// Writes a JSON value so that equal values give equal bytes: members in ordinal order of their names, strings unescaped and escaped again in one way, numbers as their exact decimal value (1, 1.0 and 10e-1 are one
/// value, -0 is 0), white space left out.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>Writes a value.</summary>
    /// <exception cref="InvalidOperationException">A string has half of a surrogate pair.</exception>
    public static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(writer, value);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(value.GetString());
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(Number(value.GetRawText()), skipInputValidation: true);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, JsonElement value)
    {
        writer.WriteStartObject();
        foreach (var member in value.EnumerateObject().Select(m => (m.Name, m.Value)).OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            writer.WritePropertyName(member.Name);
            Write(writer, member.Value);
        }

        writer.WriteEndObject();
    }

    /// <summary>One spelling per decimal value: digits without zeros at either end, then the exponent: <c>15e-1</c> for 1.50.</summary>
    internal static string Number(string text)
    {
        var negative = text[0] == '-';
        var mantissa = text.AsSpan(negative ? 1 : 0);
        long exponent = 0;
        var e = mantissa.IndexOfAny('e', 'E');
        if (e >= 0)
        {
            // An exponent beyond 18 digits is no number anyone computes with: such a text equals only itself.
            if (!long.TryParse(mantissa[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                || exponent is > 1_000_000_000_000_000_000 or < -1_000_000_000_000_000_000)
                return text;
            mantissa = mantissa[..e];
        }

        var point = mantissa.IndexOf('.');
        var digits = ArrayPool<char>.Shared.Rent(mantissa.Length);
        try
        {
            var count = Strip(mantissa, point, digits);
            exponent -= point < 0 ? 0 : mantissa.Length - point - 1;
            var significant = digits.AsSpan(0, count).TrimStart('0');
            var trimmed = significant.TrimEnd('0');
            if (trimmed.IsEmpty)
                return "0";
            exponent += significant.Length - trimmed.Length;
            return string.Create(CultureInfo.InvariantCulture, $"{(negative ? "-" : "")}{trimmed}e{exponent}");
        }
        finally
        {
            ArrayPool<char>.Shared.Return(digits);
        }
    }

    private static int Strip(ReadOnlySpan<char> mantissa, int point, char[] digits)
    {
        if (point < 0)
        {
            mantissa.CopyTo(digits);
            return mantissa.Length;
        }

        mantissa[..point].CopyTo(digits);
        mantissa[(point + 1)..].CopyTo(digits.AsSpan(point));
        return mantissa.Length - 1;
    }
}
