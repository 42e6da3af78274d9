using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace JobScheduler.Tests.Hosting;

/// <summary>From settings and registrations to the rules that partitions go by.</summary>
public sealed class RetentionSettingsTests
{
    private const long Day = 24L * 60 * 60 * 1000;

    [Fact]
    public void Rules_Defaults_AreSevenThirtySeven() => Assert.Equal(
        (7 * Day, 30 * Day, 7 * Day), Periods(Rules([]), "any"));

    [Fact]
    public void Rules_ConfigurationOverRegistrationOverDefault_AliasesToo()
    {
        var rules = Rules(
            new()
            {
                ["Retention:Completed"] = "1.00:00:00",
                ["Retention:Cancelled"] = "forever",
                ["Retention:ByJobType:mail:Completed"] = "00:00:00",
                ["Retention:ByJobType:gone:Failed"] = "2.00:00:00",
            },
            scheduler => scheduler.AddHandler("mail", () => { }, o =>
            {
                o.Aliases.Add("old-mail");
                o.Retention = new() { Completed = TimeSpan.FromDays(9), Failed = RetentionPeriod.Forever };
            }).AddHandler("plain", () => { }));
        Assert.Equal((Day, 30 * Day, null), Periods(rules, "plain"));
        Assert.Equal((0, null, null), Periods(rules, "mail"));
        Assert.Equal((0, null, null), Periods(rules, "old-mail"));
        Assert.Equal((Day, 2 * Day, null), Periods(rules, "gone"));
    }

    [Theory]
    [InlineData("Retention:Completed", "-00:00:01", "JobScheduler:Retention:Completed must be a duration from 00:00:00 to 36500.00:00:00")]
    [InlineData("Retention:Failed", "never", "or forever")]
    [InlineData("Retention:ByJobType:mail:Failed", "40000.00:00:00", "JobScheduler:Retention:ByJobType:mail:Failed must be")]
    [InlineData("Retention:ByJobType:mail:Lost", "1.00:00:00", "is no setting")]
    [InlineData("Backup:Keep", "0", "JobScheduler:Backup:Keep must be")]
    public void Rules_BadValue_IsNamed(string key, string value, string expected)
    {
        var refused = Assert.ThrowsAny<OptionsValidationException>(() => Rules(new() { [key] = value }));
        Assert.Contains(refused.Failures, failure => failure.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Period_OutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RetentionPeriod.Of(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => RetentionPeriod.Of(TimeSpan.FromDays(36_501)));
        Assert.Equal(("forever", "00:00:00", null), (RetentionPeriod.Forever.ToString(), default(RetentionPeriod).ToString(), RetentionPeriod.Forever.Time));
    }

    private static (long? Completed, long? Failed, long? Cancelled) Periods(RetentionRules rules, string type)
    {
        long? Of(StoredState state) => rules.PeriodsOf(state).Append(0).Cast<long?>()
            .Where(period => rules.IsOver(state, type, false, 0, period!.Value) && (period == 0 || !rules.IsOver(state, type, false, 0, period.Value - 1))).Min();
        return (Of(StoredState.Completed), Of(StoredState.Failed), Of(StoredState.Cancelled));
    }

    private static RetentionRules Rules(Dictionary<string, string?> settings, Action<IJobSchedulerBuilder>? configure = null)
    {
        var services = new ServiceCollection();
        var scheduler = services.AddJobScheduler().UseInMemory();
        configure?.Invoke(scheduler);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(each => "JobScheduler:" + each.Key, each => each.Value)).Build();
        scheduler.BindConfiguration(configuration.GetSection("JobScheduler"));
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<RetentionRules>();
    }
}
