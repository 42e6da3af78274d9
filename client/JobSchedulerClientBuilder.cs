using JobScheduler.Client;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler;

/// <summary>Configures the client that <c>AddJobSchedulerClient</c> registered.</summary>
public sealed class JobSchedulerClientBuilder
{
    internal JobSchedulerClientBuilder(IHttpClientBuilder http) => HttpClient = http;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services => HttpClient.Services;

    /// <summary>
    /// The HttpClient underneath: for a proxy, certificates, or a handler that signs requests. A handler that tries again
    /// by itself is not needed and multiplies the tries.
    /// </summary>
    public IHttpClientBuilder HttpClient { get; }

    /// <summary>Says which job type <c>SubmitAsync(payload)</c> submits a <typeparamref name="TPayload"/> to.</summary>
    /// <typeparam name="TPayload">The payload's type, as the caller declares it.</typeparam>
    /// <param name="jobType">The name its handler is registered under at the scheduler.</param>
    /// <returns>This builder.</returns>
    public JobSchedulerClientBuilder AddJobType<TPayload>(string jobType)
        where TPayload : notnull
    {
        ArgumentException.ThrowIfNullOrEmpty(jobType);
        Services.AddSingleton(new PayloadType(typeof(TPayload), jobType));
        return this;
    }
}
