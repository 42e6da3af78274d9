using JobScheduler.Hosting.Schedules;
using JobScheduler.Tests.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace JobScheduler.Tests.Schedules;

public sealed class DeclaredSchedulesTests
{
    private static readonly JobSubmission Echo = new() { JobType = "echo" };

    [Fact]
    public void AddSchedule_InCode_IsDeclared()
    {
        var schedule = Assert.Single(Declared(b => b.AddSchedule("nightly", "30 2 * * *", Echo, s => s with { TimeZone = "Europe/Berlin" })));
        Assert.Equal(("nightly", "30 2 * * *", "Europe/Berlin", "echo"), (schedule.Id, schedule.Cron, schedule.TimeZone, schedule.Job.JobType));
    }

    [Fact]
    public void AddSchedule_TypedPayload_FindsItsJobType()
    {
        var schedule = Assert.Single(Declared(b => b.AddJobType<Report>("report").AddSchedule("r", "@daily", new Report("sales"))));
        Assert.Equal(("report", """{"name":"sales"}"""), (schedule.Job.JobType, schedule.Job.Payload!.ToString()));
    }

    [Fact]
    public void AddSchedule_PayloadOfNoJobType_StopsTheStart() =>
        Assert.Contains("AddSchedule(\"r\")", Problem(b => b.AddSchedule("r", "@daily", new Report("sales"))), StringComparison.Ordinal);

    [Fact]
    public void AddSchedule_Twice_StopsTheStart() => Assert.Contains(
        "AddSchedule(\"a\") stands there 2 times", Problem(b => b.AddSchedule("a", "@daily", Echo).AddSchedule("a", "@daily", Echo)), StringComparison.Ordinal);

    [Fact]
    public void AddSchedule_BadExpression_IsNamed() =>
        Assert.StartsWith("AddSchedule(\"a\"): cron hour, position 2: expected", Problem(b => b.AddSchedule("a", "0 25 * * *", Echo)), StringComparison.Ordinal);

    [Fact]
    public void Configuration_EveryKey_IsTaken()
    {
        var schedule = Assert.Single(Declared(
            _ => { },
            ("nightly:Cron", "@every 90s"), ("nightly:TimeZone", "Europe/Berlin"), ("nightly:JobType", "echo"), ("nightly:Payload", """{"n":1.50}"""),
            ("nightly:Queue", "q"), ("nightly:Priority", "-5"), ("nightly:MaxAttempts", "3"), ("nightly:Timeout", "00:01:00"),
            ("nightly:ConcurrencyKey", "k"), ("nightly:Tags:0", "a"), ("nightly:Tags:1", "b"), ("nightly:Overlap", "queue_all"),
            ("nightly:Misfire", "fire_all"), ("nightly:CatchUpWindow", "1.00:00:00"), ("nightly:CatchUpLimit", "5"), ("nightly:Jitter", "00:00:10"),
            ("nightly:Phase", "00:00:05"), ("nightly:Exclude:0", "2026-12-24"), ("nightly:StartAt", "2026-12-01T10:00:00Z"),
            ("nightly:EndAt", "2026-12-31T10:00:00+01:00"), ("nightly:MaxRuns", "9"), ("nightly:Paused", "true"), ("nightly:Note", "later")));
        Assert.Equal(("@every 90s", "Europe/Berlin", OverlapPolicy.QueueAll, MisfirePolicy.FireAll), (schedule.Cron, schedule.TimeZone, schedule.Overlap, schedule.Misfire));
        Assert.Equal((TimeSpan.FromDays(1), 5, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5)), (schedule.CatchUpWindow, schedule.CatchUpLimit, schedule.Jitter, schedule.Phase));
        Assert.Equal((9L, true, "later", "2026-12-24"), (schedule.MaxRuns, schedule.Paused, schedule.Note, Assert.Single(schedule.Exclude)));
        Assert.Equal((10, 9), (schedule.StartAt!.Value.UtcDateTime.Hour, schedule.EndAt!.Value.UtcDateTime.Hour));
        var job = schedule.Job;
        Assert.Equal(("echo", """{"n":1.50}""", "q", -5, 3, "k"), (job.JobType, job.Payload!.ToString(), job.Queue, job.Priority, job.MaxAttempts, job.ConcurrencyKey));
        Assert.Equal(TimeSpan.FromMinutes(1), job.Timeout);
        Assert.Equal(["a", "b"], job.Tags);
    }

    [Fact]
    public void Configuration_OfWhatTheCodeDeclares_ChangesIt()
    {
        var schedule = Assert.Single(Declared(
            b => b.AddSchedule("nightly", "@daily", Echo, s => s with { Exclude = ["2026-12-24"], Jitter = TimeSpan.FromSeconds(1) }),
            ("NIGHTLY:Cron", "@hourly"), ("NIGHTLY:Exclude:0", "2026-12-31")));
        Assert.Equal(("nightly", "@hourly", "2026-12-31", 1d), (schedule.Id, schedule.Cron, Assert.Single(schedule.Exclude), schedule.Jitter.TotalSeconds));
    }

    [Theory]
    [InlineData("a:Cron", "0 25 * * *", "JobScheduler:Schedules:a:Cron hour, position 2: expected")]
    [InlineData("a:TimeZone", "Mars", "JobScheduler:Schedules:a:TimeZone must be a time zone")]
    [InlineData("a:Exclude:0", "x", "JobScheduler:Schedules:a:Exclude:0 expression, position")]
    [InlineData("a:Priority", "101", "JobScheduler:Schedules:a:Priority must be between -100 and 100")]
    [InlineData("a:Timeout", "8.00:00:00", "JobScheduler:Schedules:a:Timeout must be between")]
    [InlineData("a:Cron", "", "JobScheduler:Schedules:a:Cron is required.")]
    [InlineData("a:JobType", "", "JobScheduler:Schedules:a:JobType is required.")]
    public void Configuration_UnacceptableValue_NamesTheSetting(string key, string value, string message)
    {
        var good = new[] { ("a:Cron", "@daily"), ("a:JobType", "echo") };
        Assert.StartsWith(message, Problem(_ => { }, [.. good.Where(g => g.Item1 != key), (key, value)]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a:Crn", "x", "JobScheduler:Schedules:a:Crn is no setting. Is JobScheduler:Schedules:a:Cron meant?")]
    [InlineData("a:Tags", "x", "JobScheduler:Schedules:a:Tags is no setting. Is JobScheduler:Schedules:a:Tags:<n> meant?")]
    [InlineData("a:Jitter", "x", "JobScheduler:Schedules:a:Jitter must be a duration, written hh:mm:ss; 'x' is not.")]
    [InlineData("a:Overlap", "Skip", "JobScheduler:Schedules:a:Overlap must be one of skip, queue_one, queue_all, cancel_running, allow; 'Skip' is not.")]
    [InlineData("a:Payload", "{", "JobScheduler:Schedules:a:Payload must be JSON; '{' is not.")]
    [InlineData("a:StartAt", "2026-12-01T10:00:00", "JobScheduler:Schedules:a:StartAt must be a time with an offset, as 2026-12-01T10:00:00Z; '2026-12-01T10:00:00' is not.")]
    public void Configuration_UnknownKeyOrUnreadableValue_IsNamed(string key, string value, string message)
    {
        using var services = Services(_ => { }, [(key, value)]);
        Assert.Equal(message, Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<JobSchedulerOptions>>().Value).Message);
    }

    [Fact]
    public async Task Declare_AtEachStart_CreatesUpdatesAndLeavesAlone()
    {
        var client = new FakeSchedulerClient();
        await StartAsync(client, b => b.AddSchedule("same", "@daily", Echo).AddSchedule("changed", "@daily", Echo));
        await client.PauseScheduleAsync("same");

        await StartAsync(client, b => b.AddSchedule("same", "@daily", Echo).AddSchedule("changed", "@hourly", Echo).AddSchedule("new", "@daily", Echo));

        var schedules = (await client.ListSchedulesAsync()).Items.ToDictionary(s => s.Id);
        Assert.Equal((2L, true), (schedules["same"].Version, schedules["same"].Paused));
        Assert.Equal((2L, "@hourly"), (schedules["changed"].Version, schedules["changed"].Definition.Cron));
        Assert.Equal(1L, schedules["new"].Version);
    }

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 1)]
    public async Task Declare_UndeclaredSchedules_GoOnlyWhenAsked(bool remove, int left)
    {
        var client = new FakeSchedulerClient();
        foreach (var id in new[] { "made-by-hand", "old" })
            await client.CreateScheduleAsync(new() { Id = id, Cron = "@daily", Job = Echo });

        await StartAsync(client, b => b.AddSchedule("declared", "@daily", Echo), remove);

        Assert.Equal(left, (await client.ListSchedulesAsync()).Items.Count);
    }

    private static async Task StartAsync(FakeSchedulerClient client, Action<IJobSchedulerBuilder> build, bool remove = false)
    {
        await using var services = Services(build, []);
        var options = Options.Create(new JobSchedulerDeclaredSchedulesOptions { RemoveUndeclared = remove });
        var declarer = new ScheduleDeclarer(client, services.GetRequiredService<DeclaredSchedules>(), options, NullLogger<ScheduleDeclarer>.Instance);
        await declarer.StartedAsync(CancellationToken.None);
    }

    private static string Problem(Action<IJobSchedulerBuilder> build, params (string Key, string Value)[] settings) =>
        Assert.Throws<JobSchedulerConfigurationException>(() => Declared(build, settings)).Message;

    private static IReadOnlyList<ScheduleSubmission> Declared(Action<IJobSchedulerBuilder> build, params (string Key, string Value)[] settings)
    {
        using var services = Services(build, settings);
        return services.GetRequiredService<DeclaredSchedules>().All;
    }

    private static ServiceProvider Services(Action<IJobSchedulerBuilder> build, (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create("JobScheduler:Schedules:" + s.Key, (string?)s.Value))).Build();
        var services = new ServiceCollection();
        build(services.AddJobScheduler().BindConfiguration(configuration.GetSection("JobScheduler")));
        return services.BuildServiceProvider();
    }

    internal sealed record Report(string Name);
}
