using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JobScheduler.Samples.Providers;

/// <summary>Adds a provider's job type: its client, its handler, and how its jobs are retried.</summary>
internal static class ProviderRegistration
{
    public static IJobSchedulerBuilder AddProvider<TProvider, TRequest, TAnswer, TResult>(
        this IJobSchedulerBuilder builder, string jobType, ProviderSettings settings, ProviderAddress address)
        where TProvider : class, IProvider<TRequest, TAnswer, TResult>
        where TRequest : class
        where TAnswer : class
        where TResult : class
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<TProvider>();
        builder.Services.AddHttpClient(typeof(TProvider).Name, client => address.Configure(client, settings.Timeout));
        return builder.AddHandler<ProviderHandler<TProvider, TRequest, TAnswer, TResult>>(jobType, options =>
        {
            options.Description = $"Asks the {jobType} provider.";
            options.MaxAttempts = settings.MaxAttempts;
            options.Retry = RetryPolicy.Exponential(settings.RetryDelay, 2, TimeSpan.FromMinutes(5), 0.2);
            options.Timeout = 2 * settings.Timeout;
        });
    }
}
