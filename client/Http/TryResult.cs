namespace JobScheduler.Client.Http;

/// <summary>What one try came to: an answer, or the exception that broke it.</summary>
internal sealed record TryResult(ApiAnswer? Answer, Exception? Broken = null)
{
    /// <summary>Of a broken try: it was broken before anything was sent.</summary>
    public bool NeverSent => Broken is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };

    /// <summary>Worth another try: broken, 429, 503, or a proxy's 502 or 504.</summary>
    public bool IsTransient => Answer is null or { Status: 429 or 502 or 503 or 504 };

    /// <summary>
    /// The request may have taken effect although no answer says so. A 429 and a 503 of the scheduler's say that nothing is stored,
    /// except outcome-unknown; a proxy's 502, 503 or 504 says nothing.
    /// </summary>
    public bool IsDoubtful => Answer is null
        ? !NeverSent
        : IsTransient && Answer.Status != 429 && Problem.Read(Answer).Type is not ("unavailable" or "storage-full");
}
