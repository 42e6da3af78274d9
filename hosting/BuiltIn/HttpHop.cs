using System.Net.Http.Headers;

namespace JobScheduler.Hosting.BuiltIn;

/// <summary>A header of a request.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, secrets filled in.</param>
/// <param name="HasSecret">It is not for another host.</param>
internal sealed record HttpHopHeader(string Name, string Value, bool HasSecret);

/// <summary>A body with its secrets filled in.</summary>
/// <param name="Bytes">What is sent.</param>
/// <param name="ContentType">What it is unless the headers say it.</param>
/// <param name="HasSecret">It is not for another host.</param>
internal sealed record HttpHopBody(ReadOnlyMemory<byte> Bytes, MediaTypeHeaderValue ContentType, bool HasSecret);

/// <summary>One request of an attempt: the first, or one that a redirect asked for.</summary>
internal sealed record HttpHop(HttpMethod Method, Uri Url, IReadOnlyList<HttpHopHeader> Headers, HttpHopBody? Body)
{
    /// <summary>The Host header, where it is not the URL's; null: it is.</summary>
    public string? Host => Headers.FirstOrDefault(h => h.Name.Equals("Host", StringComparison.OrdinalIgnoreCase))?.Value;

    /// <summary>The request to send; a request is sent once.</summary>
    public HttpRequestMessage ToMessage()
    {
        var request = new HttpRequestMessage(Method, Url);
        if (Body is not null)
        {
            request.Content = new ReadOnlyMemoryContent(Body.Bytes);
            request.Content.Headers.ContentType = Body.ContentType;
        }
        else if (Method != HttpMethod.Get && Method != HttpMethod.Head)
        {
            // Without content it would be sent again by the framework itself when a kept connection breaks: twice by one attempt.
            request.Content = new ByteArrayContent([]);
        }

        foreach (var header in Headers)
            Add(request, header);
        return request;
    }

    private static void Add(HttpRequestMessage request, HttpHopHeader header)
    {
        if (request.Headers.TryAddWithoutValidation(header.Name, header.Value))
            return;
        // A header of the body: it replaces what was set for the body, and needs one.
        request.Content ??= new ByteArrayContent([]);
        request.Content.Headers.Remove(header.Name);
        request.Content.Headers.TryAddWithoutValidation(header.Name, header.Value);
    }
}
