namespace JobScheduler.Cli.Connection;

/// <summary>
/// Keeps the newest answer as the server sent it, beside what the client makes of it: JSON output is then the API's own, also the
/// members that this version does not know, and errors say all that the server said.
/// </summary>
internal sealed class AnswerTap
{
    /// <summary>The newest answer of JSON; empty: none since <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>Whether it is a problem, and so why a call failed.</summary>
    public bool IsProblem { get; private set; }

    public void Clear() => (Body, IsProblem) = (default, false);

    /// <summary>A part of an HttpClient's pipeline; each needs its own.</summary>
    public DelegatingHandler CreateHandler() => new Handler(this);

    private sealed class Handler(AnswerTap tap) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            // Not an event stream: that is read as it comes.
            if (response.Content.Headers.ContentType?.MediaType is ("application/json" or "application/problem+json") and var type)
            {
                await response.Content.LoadIntoBufferAsync(cancellationToken);
                tap.Body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
                tap.IsProblem = type == "application/problem+json";
            }

            return response;
        }
    }
}
