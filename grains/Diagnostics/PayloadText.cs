using System.Text;

namespace JobScheduler.Grains.Diagnostics;

/// <summary>A payload as a log line shows it, where the operator asked for payloads.</summary>
public static class PayloadText
{
    /// <summary>The payload's JSON, or its beginning and an ellipsis; null if there is none or none may be shown.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="maxBytes">The most bytes of it to show; 0: payloads are not logged.</param>
    public static string? Of(RawJson? payload, int maxBytes)
    {
        if (payload is null || maxBytes <= 0)
            return null;
        var utf8 = payload.Utf8.Span;
        if (utf8.Length <= maxBytes)
            return Encoding.UTF8.GetString(utf8);
        var end = maxBytes;
        while (end > 0 && (utf8[end] & 0xC0) == 0x80)
            end--; // inside a character
        return Encoding.UTF8.GetString(utf8[..end]) + "…";
    }
}
