using JobScheduler.Hosting.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace JobScheduler.Tests.Hosting;

public sealed class SettingsTests
{
    [Fact]
    public void Bind_EverySetting_IsTaken()
    {
        var options = Bind(
            ("DataDirectory", "/var/jobs"), ("partitions", "4"), ("Slots", "8"), ("Horizon", "00:02:00"), ("DrainTimeout", "00:00:05.5"),
            ("AbandonAfter", "00:00:00"), ("MisfireAfter", "00:00:01"), ("MaxBodyBytes", "2048"), ("MaxPayloadBytes", "1"), ("MaxResultBytes", "2"));
        Assert.Equal(("/var/jobs", 4, 8, TimeSpan.FromMinutes(2)), (options.DataDirectory, options.Partitions, options.Slots, options.Horizon));
        Assert.Equal((5.5, 0d, 1d), (options.DrainTimeout.TotalSeconds, options.AbandonAfter.TotalSeconds, options.MisfireAfter.TotalSeconds));
        Assert.Equal((2048, 1, 2), (options.MaxBodyBytes, options.MaxPayloadBytes, options.MaxResultBytes));
    }

    [Fact]
    public void Bind_CodeAndConfiguration_ConfigurationCounts()
    {
        var options = Bind(o => { o.Slots = 3; o.Partitions = 3; }, ("Slots", "8"));
        Assert.Equal((8, 3), (options.Slots, options.Partitions));
    }

    [Theory]
    [InlineData("Slotz", "4", "JobScheduler:Slotz is no setting. Is JobScheduler:Slots meant?")]
    [InlineData("MaxPayload", "4", "JobScheduler:MaxPayload is no setting. Is JobScheduler:MaxPayloadBytes meant?")]
    [InlineData("Slots:Max", "4", "JobScheduler:Slots:Max is no setting. Is JobScheduler:Slots meant?")]
    [InlineData("Sub:Number", "4", "JobScheduler:Sub:Number is no setting. Is JobScheduler:Sub:Numbers meant?")]
    [InlineData("Slots", "many", "JobScheduler:Slots must be a whole number from 1 to 10000; 'many' is not.")]
    [InlineData("Slots", "", "JobScheduler:Slots must be a whole number from 1 to 10000; '' is not.")]
    [InlineData("Slots", "99999999999", "JobScheduler:Slots must be a whole number from 1 to 10000; '99999999999' is not.")]
    [InlineData("Horizon", "30", "JobScheduler:Horizon must be a duration from 00:00:01 to 01:00:00, written hh:mm:ss; '30' is not.")]
    [InlineData("DataDirectory", " ", "JobScheduler:DataDirectory must be a text that is not empty; ' ' is not.")]
    [InlineData("Sub:Flag", "maybe", "JobScheduler:Sub:Flag must be true or false; 'maybe' is not.")]
    public void Bind_UnknownKeyOrBadValue_IsNamed(string key, string value, string message) =>
        Assert.Equal(message, Assert.Throws<OptionsValidationException>(() => Bind((key, value))).Message);

    [Fact]
    public void Bind_SeveralProblems_AreAllNamed() =>
        Assert.Equal(2, Assert.Throws<OptionsValidationException>(() => Bind(("Slots", "0"), ("Slotz", "1"))).Failures.Count());

    [Fact]
    public void Bind_SubSection_IsBoundAndDescribed()
    {
        var services = Services([("Sub:Numbers", "7")]);
        using var provider = services.BuildServiceProvider();
        Assert.Equal(7, provider.GetRequiredService<IOptions<SubOptions>>().Value.Numbers);
        Assert.Contains(
            new JobSchedulerSetting("JobScheduler:Sub:Numbers", "3", "How many."), services.AddJobScheduler().DescribeSettings());
    }

    [Fact]
    public void Describe_EveryPropertyOfTheOptions_IsThereWithItsDefault()
    {
        var described = new ServiceCollection().AddJobScheduler().DescribeSettings();
        Assert.Equal(
            typeof(JobSchedulerOptions).GetProperties().Where(p => p.CanWrite).Concat(typeof(JobSchedulerLogOptions).GetProperties())
                .Select(p => "JobScheduler:" + p.Name),
            described.Select(s => s.Key).Where(k => k.Count(c => c == ':') == 1));
        Assert.Equal(
            typeof(JobSchedulerLimitsOptions).GetProperties().Select(p => "JobScheduler:Limits:" + p.Name),
            described.Select(s => s.Key).Where(k => k.StartsWith("JobScheduler:Limits:", StringComparison.Ordinal)));
        Assert.Equal("64", described.Single(s => s.Key == "JobScheduler:Slots").Default);
        Assert.Equal("00:01:00", described.Single(s => s.Key == "JobScheduler:Horizon").Default);
    }

    private static JobSchedulerOptions Bind(params (string Key, string Value)[] settings) => Bind(null, settings);

    private static JobSchedulerOptions Bind(Action<JobSchedulerOptions>? configure, params (string Key, string Value)[] settings)
    {
        using var provider = Services(settings, configure).BuildServiceProvider();
        return provider.GetRequiredService<IOptions<JobSchedulerOptions>>().Value;
    }

    private static ServiceCollection Services((string Key, string Value)[] settings, Action<JobSchedulerOptions>? configure = null)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create("JobScheduler:" + s.Key, (string?)s.Value)))
            .Build();
        var services = new ServiceCollection();
        services.AddJobScheduler(configure).BindConfiguration(configuration.GetSection("JobScheduler"));
        services.AddJobSchedulerSettings(new SettingsSection<SubOptions>("Sub")
            .Number("Numbers", o => o.Numbers, 0, 9, "How many.").Switch("Flag", o => o.Flag, "Whether."));
        return services;
    }

    internal sealed class SubOptions
    {
        public int Numbers { get; set; } = 3;

        public bool Flag { get; set; }
    }
}
