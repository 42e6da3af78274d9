using JobScheduler.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace JobScheduler.Tests.Client;

public sealed class ClientOptionsTests
{
    public static TheoryData<string, Action<JobSchedulerClientOptions>> BadOptions => new()
    {
        { "BaseAddress", o => o.BaseAddress = null },
        { "BaseAddress", o => o.BaseAddress = new Uri("/jobs", UriKind.Relative) },
        { "BaseAddress", o => o.BaseAddress = new Uri("ftp://a") },
        { "BaseAddress", o => o.BaseAddress = new Uri("http://a/?q=1") },
        { "RetryFor", o => o.RetryFor = TimeSpan.FromSeconds(-1) },
        { "MaxRetries", o => o.MaxRetries = -1 },
        { "RetryDelay", o => o.RetryDelay = TimeSpan.Zero },
        { "MaxRetryDelay", o => o.MaxRetryDelay = TimeSpan.Zero },
        { "AttemptTimeout", o => o.AttemptTimeout = TimeSpan.Zero },
        { "StreamIdleTimeout", o => o.StreamIdleTimeout = TimeSpan.Zero },
        { "PollInterval", o => o.PollInterval = TimeSpan.Zero },
        { "PayloadJson", o => o.PayloadJson = null! },
    };

    [Theory]
    [MemberData(nameof(BadOptions), DisableDiscoveryEnumeration = true)]
    public void Validate_BadOption_NamesIt(string option, Action<JobSchedulerClientOptions> change)
    {
        var options = new JobSchedulerClientOptions { BaseAddress = new Uri("http://127.0.0.1:8080") };
        Assert.True(new JobSchedulerClientOptionsValidator().Validate(null, options).Succeeded);
        change(options);
        Assert.Contains(option, new JobSchedulerClientOptionsValidator().Validate(null, options).FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void AddJobSchedulerClient_NoBaseAddress_FailsAtTheStart()
    {
        var services = new ServiceCollection();
        services.AddJobSchedulerClient(_ => { });
        var e = Assert.Throws<OptionsValidationException>(
            () => services.BuildServiceProvider().GetRequiredService<IStartupValidator>().Validate());
        Assert.Contains("BaseAddress", e.Message, StringComparison.Ordinal);
    }
}
