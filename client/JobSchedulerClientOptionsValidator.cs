using Microsoft.Extensions.Options;

namespace JobScheduler.Client;

internal sealed class JobSchedulerClientOptionsValidator : IValidateOptions<JobSchedulerClientOptions>
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, JobSchedulerClientOptions options)
    {
        var problems = new List<string>();
        if (options.BaseAddress is not { IsAbsoluteUri: true, Scheme: "http" or "https", Query: "", Fragment: "" })
            problems.Add("BaseAddress must be an absolute http or https address without query, for example http://127.0.0.1:8080");
        if (options.MaxRetries is < 0 or > 1000)
            problems.Add("MaxRetries must be between 0 and 1000");
        if (options.PayloadJson is null)
            problems.Add("PayloadJson must not be null");
        Check(nameof(options.RetryFor), options.RetryFor, TimeSpan.Zero, TimeSpan.FromDays(1));
        Check(nameof(options.RetryDelay), options.RetryDelay, Millisecond, TimeSpan.FromMinutes(1));
        Check(nameof(options.MaxRetryDelay), options.MaxRetryDelay, Millisecond, Hour);
        Check(nameof(options.AttemptTimeout), options.AttemptTimeout, Millisecond, Hour);
        Check(nameof(options.StreamIdleTimeout), options.StreamIdleTimeout, TimeSpan.FromSeconds(1), Hour);
        Check(nameof(options.PollInterval), options.PollInterval, TimeSpan.FromMilliseconds(10), Hour);
        return problems.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(problems.Select(p => $"{nameof(JobSchedulerClientOptions)}: {p}."));

        void Check(string option, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most)
                problems.Add($"{option} is {value}, it must be between {least} and {most}");
        }
    }
}
