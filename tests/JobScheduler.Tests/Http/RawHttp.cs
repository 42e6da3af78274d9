using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace JobScheduler.Tests.Http;

/// <summary>An answer as it came over the socket.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public JsonObject Json() => JsonNode.Parse(Body)!.AsObject();
}

/// <summary>
/// Sends requests byte for byte: an HttpClient would tidy up odd paths and refuse odd headers. The whole request is sent before the
/// answer is read, as simple clients do.
/// </summary>
internal static class RawHttp
{
    public static Task<RawAnswer> SendAsync(
        Uri address, string method, string target, byte[]? body = null, string? contentType = null, string[]? headers = null, bool chunked = false,
        string? host = null)
    {
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"{method} {target} HTTP/1.1\r\nHost: {host ?? address.Authority}\r\nConnection: close\r\n");
        if (contentType is not null)
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {contentType}\r\n");
        foreach (var header in headers ?? [])
            head.Append(header).Append("\r\n");
        if (chunked)
            head.Append("Transfer-Encoding: chunked\r\n");
        else if (body is not null)
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        head.Append("\r\n");
        var content = chunked ? Chunk(body ?? []) : body ?? [];
        return ExchangeAsync(address, [.. Encoding.UTF8.GetBytes(head.ToString()), .. content]);
    }

    /// <summary>Sends bytes and reads until the server closes.</summary>
    public static async Task<RawAnswer> ExchangeAsync(Uri address, byte[] request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(request);
        using var received = new MemoryStream();
        await stream.CopyToAsync(received);
        return Parse(received.ToArray());
    }

    private static byte[] Chunk(byte[] body)
    {
        var chunks = new List<byte>();
        foreach (var part in body.Chunk(64 * 1024))
        {
            chunks.AddRange(Encoding.ASCII.GetBytes(part.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"));
            chunks.AddRange(part);
            chunks.AddRange("\r\n"u8);
        }

        chunks.AddRange("0\r\n\r\n"u8);
        return [.. chunks];
    }

    private static RawAnswer Parse(byte[] bytes)
    {
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        Assert.True(end > 0, $"no answer: {Encoding.UTF8.GetString(bytes)}");
        var lines = Encoding.UTF8.GetString(bytes, 0, end).Split("\r\n");
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(h => h[0], h => h[1], StringComparer.OrdinalIgnoreCase);
        var body = bytes.AsSpan(end + 4);
        var text = headers.ContainsKey("Transfer-Encoding") ? Unchunk(body) : Encoding.UTF8.GetString(body);
        return new(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, text);
    }

    private static string Unchunk(ReadOnlySpan<byte> body)
    {
        var text = new List<byte>();
        while (true)
        {
            var line = body.IndexOf("\r\n"u8);
            var length = int.Parse(Encoding.ASCII.GetString(body[..line]), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (length == 0)
                return Encoding.UTF8.GetString(text.ToArray());
            text.AddRange(body.Slice(line + 2, length));
            body = body[(line + 2 + length + 2)..];
        }
    }
}
