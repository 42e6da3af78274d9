using JobScheduler.Hosting.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace JobScheduler.Tests.HttpJobs;

public sealed class HttpJobSettingsTests
{
    [Fact]
    public void Bind_EverySetting_IsTaken()
    {
        using var services = Services(
            ("HttpJobs:PrivateNetworks", "Refuse"), ("HttpJobs:AllowedHosts:0", "a.test"), ("HttpJobs:AllowedHosts:1", "10.0.0.0/8"),
            ("HttpJobs:MaxRedirects", "0"), ("HttpJobs:UseSystemProxy", "true"));
        var options = services.GetRequiredService<IOptions<JobSchedulerHttpJobsOptions>>().Value;
        Assert.Equal((PrivateNetworkAccess.Refuse, 0, true), (options.PrivateNetworks, options.MaxRedirects, options.UseSystemProxy));
        Assert.Equal(["a.test", "10.0.0.0/8"], options.AllowedHosts);
    }

    [Theory]
    [InlineData("HttpJobs:AllowedHosts:0", "https://a", "JobScheduler:HttpJobs:AllowedHosts:0 must be a host name, *. and a name, an address, or a network as 10.1.0.0/16; 'https://a' is not.")]
    [InlineData("HttpJobs:PrivateNetworks", "perhaps", "JobScheduler:HttpJobs:PrivateNetworks must be one of auto, allow, refuse; 'perhaps' is not.")]
    [InlineData("HttpJobs:MaxRedirects", "21", "JobScheduler:HttpJobs:MaxRedirects must be a whole number from 0 to 20; '21' is not.")]
    [InlineData("Secrets:TOKEN", "abc", "JobScheduler:Secrets:TOKEN must be 4 to 16384 characters; its value is not.")]
    [InlineData("Secrets:A:B", "hunter22", "JobScheduler:Secrets:A:B is no setting. Is JobScheduler:Secrets:A meant?")]
    [InlineData("Secrets", "hunter22", "JobScheduler:Secrets is no setting. Is JobScheduler:Secrets:<name> meant?")]
    public void Bind_BadValue_IsNamedAndSecretsAreNotShown(string key, string value, string message)
    {
        using var services = Services((key, value));
        var problem = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<JobSchedulerOptions>>().Value);
        Assert.Equal(message, problem.Message);
    }

    [Fact]
    public void AllowedHosts_InCode_AreChecked()
    {
        var services = new ServiceCollection();
        services.AddJobScheduler();
        services.Configure<JobSchedulerHttpJobsOptions>(o => o.AllowedHosts.Add("not a host"));
        using var provider = services.BuildServiceProvider();
        Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<JobSchedulerHttpJobsOptions>>().Value);
    }

    [Fact]
    public void Describe_Secrets_ShowsNoValue()
    {
        var services = new ServiceCollection();
        var builder = services.AddJobScheduler().BindConfiguration(Section(("Secrets:TOKEN", "hunter22")));
        Assert.DoesNotContain(builder.DescribeSettings(), s => s.ToString().Contains("hunter22", StringComparison.Ordinal));
    }

    [Fact]
    public void Find_Secret_TakesTheLastSourceThatHasItInAnyCase()
    {
        using var services = Services(("Secrets:Token", "first-value"), ("Secrets:Other", ""));
        var source = services.GetRequiredService<SecretSource>();
        Assert.Equal(("first-value", null, null), (source.Find("TOKEN"), source.Find("Other"), source.Find("Missing")));
    }

    private static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddJobScheduler().BindConfiguration(Section(settings));
        return services.BuildServiceProvider();
    }

    private static IConfigurationSection Section(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create("JobScheduler:" + s.Key, (string?)s.Value))).Build().GetSection("JobScheduler");
}
