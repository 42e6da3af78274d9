using System.Net.Http.Headers;

namespace JobScheduler.Samples.Providers;

/// <summary>The section <c>Providers</c> of the configuration.</summary>
internal sealed class ProviderSettings
{
    /// <summary>For one request; a slower provider is asked again later.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Before the second attempt; it doubles with each further one.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    public int MaxAttempts { get; init; } = 5;

    public ProviderAddress Weather { get; init; } = new();

    public ProviderAddress Quote { get; init; } = new();

    public ProviderAddress ExchangeRate { get; init; } = new();

    public ProviderAddress GithubUser { get; init; } = new();
}

/// <summary>Where one provider is.</summary>
internal sealed class ProviderAddress
{
    public Uri BaseUrl { get; init; } = new("http://127.0.0.1:8090/");

    /// <summary>Sent as a bearer token, if there is one.</summary>
    public string? ApiKey { get; init; }

    public void Configure(HttpClient client, TimeSpan timeout)
    {
        client.BaseAddress = BaseUrl.AbsoluteUri.EndsWith('/') ? BaseUrl : new Uri(BaseUrl.AbsoluteUri + "/");
        client.Timeout = timeout;
        client.MaxResponseContentBufferSize = 1024 * 1024;
        client.DefaultRequestHeaders.UserAgent.ParseAdd("JobScheduler-Samples");
        if (ApiKey is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
    }
}
