namespace JobScheduler.Hosting.BuiltIn;

/// <summary>
/// A request that must not be sent, or not be sent on: the job fails for good under this code. An exception because connections are
/// made inside HttpClient, and one that HttpClient wraps and hands on.
/// </summary>
/// <param name="code">The job's error code.</param>
/// <param name="message">For people; without secrets and without resolved addresses.</param>
internal sealed class HttpJobRefusedException(string code, string message) : IOException(message)
{
    /// <summary>The job's error code.</summary>
    public string Code { get; } = code;

    /// <summary>A host or its address must not be called.</summary>
    /// <param name="host">As in the URL.</param>
    /// <param name="problem">The end of the sentence.</param>
    public static HttpJobRefusedException Address(string host, string problem) => new("http_address_refused", $"{host} {problem}.");

    /// <summary>A redirect must not be followed.</summary>
    public static HttpJobRefusedException Redirect(string problem) => new("http_redirect_refused", $"The answer's redirect {problem}.");

    /// <summary>The refusal that an exception is or that caused it; null if none.</summary>
    public static HttpJobRefusedException? In(Exception? exception)
    {
        while (exception is not null and not HttpJobRefusedException)
            exception = exception.InnerException;
        return exception as HttpJobRefusedException;
    }
}
