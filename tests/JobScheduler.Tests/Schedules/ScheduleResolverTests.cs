using JobScheduler.Hosting.Schedules;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Schedules;

public sealed class ScheduleResolverTests : IDisposable
{
    private static readonly ScheduleSubmission Nightly = new() { Id = "nightly", Cron = "30 2 * * *", Job = new() { JobType = "t" } };
    private readonly ServiceProvider _services = Build();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Resolve_OnlyWhatIsRequired_FillsInTheDefaults()
    {
        var spec = Resolve(Nightly);
        Assert.Equal(("30 2 * * *", "UTC", OverlapPolicy.Skip, MisfirePolicy.FireOnce), (spec.Cron, spec.TimeZone, spec.Overlap, spec.Misfire));
        Assert.Equal((604_800_000L, 1000, 0L, 0L), (spec.CatchUpWindowMs, spec.CatchUpLimit, spec.JitterMs, spec.PhaseMs));
        Assert.Equal((null, null, null), (spec.StartAt, spec.EndAt, spec.MaxRuns));
        Assert.Empty(spec.Exclude);
        Assert.Equal(("t", "default", 5), (spec.Job.JobType, spec.Job.Queue, spec.Job.MaxAttempts));
        Assert.Matches("^[0-9a-f]{32}$", spec.DefinitionHash);
    }

    public static TheoryData<string, ScheduleSubmission> Refused => new()
    {
        { "id", Nightly with { Id = "a b" } },
        { "note", Nightly with { Note = new string('n', 1025) } },
        { "overlap", Nightly with { Overlap = (OverlapPolicy)9 } },
        { "misfire", Nightly with { Misfire = (MisfirePolicy)9 } },
        { "time_zone", Nightly with { TimeZone = "Mars/Phobos" } },
        { "time_zone", Nightly with { TimeZone = null! } },
        { "cron", Nightly with { Cron = null! } },
        { "job", Nightly with { Job = null! } },
        { "phase_ms", Nightly with { Phase = TimeSpan.FromTicks(1) } },
        { "phase_ms", Nightly with { Cron = "@every 90s", Phase = TimeSpan.FromSeconds(90) } },
        { "phase_ms", Nightly with { Cron = "@every 90s", Phase = TimeSpan.FromTicks(-1) } },
        { "catch_up_window_ms", Nightly with { CatchUpWindow = TimeSpan.FromDays(366) + TimeSpan.FromTicks(1) } },
        { "catch_up_limit", Nightly with { CatchUpLimit = 10_001 } },
        { "jitter_ms", Nightly with { Jitter = TimeSpan.FromDays(1) + TimeSpan.FromTicks(1) } },
        { "start_at", Nightly with { StartAt = DateTimeOffset.MaxValue } },
        { "end_at", Nightly with { StartAt = DateTimeOffset.UnixEpoch, EndAt = DateTimeOffset.UnixEpoch } },
        { "max_runs", Nightly with { MaxRuns = 0 } },
        { "exclude", Nightly with { Exclude = [.. Enumerable.Repeat("2026-12-24", 65)] } },
        { "exclude[0]", Nightly with { Exclude = ["2026-13-01"] } },
        { "exclude[1]", Nightly with { Exclude = ["2026-12-24", "@every 5m"] } },
        { "job.run_at", Nightly with { Job = new() { JobType = "t", RunAt = DateTimeOffset.MaxValue } } },
        { "job.delay_ms", Nightly with { Job = new() { JobType = "t", Delay = TimeSpan.Zero } } },
        { "job.idempotency_key", Nightly with { Job = new() { JobType = "t", IdempotencyKey = "" } } },
        { "job.priority", Nightly with { Job = new() { JobType = "t", Priority = 101 } } },
        { "job.payload.duration_ms", Nightly with { Job = new() { JobType = "sleep", Payload = RawJson.Parse("""{"duration_ms":"x"}""") } } },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Resolve_ValueThatIsNotAcceptable_NamesItsPath(string path, ScheduleSubmission schedule) =>
        Assert.Equal(path, Assert.Single(Assert.Throws<JobValidationException>(() => Resolve(schedule)).Errors).Key);

    [Theory]
    [InlineData("0 25 * * *", "hour", 2)]
    [InlineData("* * * *", "expression", 7)]
    [InlineData("0 0 30 2 *", "expression", 0)]
    [InlineData("@reboot", "expression", 0)]
    public void Resolve_BadExpression_SaysFieldAndPosition(string cron, string field, int position)
    {
        var refused = Assert.Throws<CronException>(() => Resolve(Nightly with { Cron = cron }));
        Assert.Equal(("cron", field, position), (refused.Path, refused.Field, refused.Position));
        Assert.Equal("cron", Assert.Single(refused.Errors).Key);
    }

    [Fact]
    public void Resolve_BadExclusion_IsACronErrorOfItsPath() =>
        Assert.Equal("exclude[1]", Assert.Throws<CronException>(() => Resolve(Nightly with { Exclude = ["2026-12-24", "* 25 * * *"] })).Path);

    [Fact]
    public void Resolve_SeveralProblems_NamesAllAtOnce()
    {
        var refused = Assert.Throws<CronException>(() => Resolve(Nightly with
        {
            Id = "?", Cron = "x", TimeZone = "?", Jitter = TimeSpan.MaxValue, Job = new() { JobType = "?", RunAt = DateTimeOffset.UnixEpoch },
        }));
        Assert.Equal(["cron", "id", "jitter_ms", "job.job_type", "job.run_at", "time_zone"], refused.Errors.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Resolve_MalformedText_OutweighsABadExpression() => Assert.Throws<MalformedRequestException>(
        () => Resolve(Nightly with { Cron = "x", Job = new() { JobType = "t", ConcurrencyKey = "\ud800" } }));

    public static TheoryData<ScheduleSubmission> Different => new()
    {
        Nightly with { Cron = "31 2 * * *" },
        Nightly with { TimeZone = "Europe/Berlin" },
        Nightly with { Overlap = OverlapPolicy.Allow },
        Nightly with { Misfire = MisfirePolicy.Skip },
        Nightly with { CatchUpWindow = TimeSpan.Zero },
        Nightly with { CatchUpLimit = 1 },
        Nightly with { Jitter = TimeSpan.FromSeconds(1) },
        Nightly with { Exclude = ["2026-12-24"] },
        Nightly with { StartAt = DateTimeOffset.UnixEpoch },
        Nightly with { EndAt = DateTimeOffset.UnixEpoch },
        Nightly with { MaxRuns = 1 },
        Nightly with { Job = new() { JobType = "u" } },
        Nightly with { Job = new() { JobType = "t", ConcurrencyKey = "k" } },
        Nightly with { Job = new() { JobType = "t", Tags = ["a"] } },
        Nightly with { Job = new() { JobType = "t", Payload = RawJson.Parse("1") } },
    };

    [Theory]
    [MemberData(nameof(Different))]
    public void Resolve_OtherDefinition_HasAnotherHash(ScheduleSubmission other) =>
        Assert.NotEqual(Resolve(Nightly).DefinitionHash, Resolve(other).DefinitionHash);

    [Fact]
    public void Resolve_SameDefinitionSpelledOut_HasTheSameHash()
    {
        var payload = Nightly with { Job = new() { JobType = "t", Payload = RawJson.Parse("""{"a":1.0,"b":[]}""") } };
        var spelled = payload with
        {
            Job = new()
            {
                JobType = "t", Payload = RawJson.Parse("""{ "b": [], "a": 1 }"""), Queue = "default", Priority = 0, MaxAttempts = 5,
                Retry = RetryPolicy.Default, TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            },
            Paused = true,
            Note = "n",
        };
        Assert.Equal(Resolve(payload).DefinitionHash, Resolve(spelled).DefinitionHash);
    }

    [Fact]
    public void Preview_AcrossAGap_SaysWhatTheClockDoes()
    {
        var preview = Preview(new() { Cron = "30 2 * * *", TimeZone = "Europe/Berlin", From = new(2027, 3, 27, 12, 0, 0, TimeSpan.Zero), Count = 1 });
        Assert.Equal("At 02:30, Europe/Berlin", preview.Description);
        Assert.Equal(new DateTimeOffset(2027, 3, 28, 3, 0, 0, TimeSpan.FromHours(2)), Assert.Single(preview.NextLocal));
        Assert.Equal(TimeSpan.FromHours(2), preview.NextLocal[0].Offset);
        Assert.Equal("02:30 does not exist on 2027-03-28; it fires at 03:00", Assert.Single(preview.Notes));
    }

    [Fact]
    public void Preview_RangeAndExclusions_LeaveOutWhatTheScheduleWould()
    {
        var preview = Preview(new()
        {
            Cron = "0 12 * * *", From = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), StartAt = new(2026, 12, 2, 12, 0, 0, TimeSpan.Zero),
            EndAt = new(2026, 12, 6, 12, 0, 0, TimeSpan.Zero), Exclude = ["2026-12-03", "* * 5 * *"], Count = 10,
        });
        Assert.Equal([2, 4], preview.Next.Select(time => time.Day));
    }

    [Fact]
    public void Preview_NoMoreTimes_IsEmpty() =>
        Assert.Empty(Preview(new() { Cron = "0 0 0 1 1 * 2020", From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) }).Next);

    [Fact]
    public void Preview_EverythingExcluded_EndsAndSaysSo()
    {
        var preview = Preview(new() { Cron = "* * * * * *", Exclude = ["* * * * * *"], From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) });
        Assert.Empty(preview.Next);
        Assert.Contains("The search ended after", Assert.Single(preview.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Backfill_RangeThatEndsBeforeItBegins_IsRefused() => Assert.Equal("to", Assert.Single(Assert.Throws<JobValidationException>(
        () => ScheduleResolver.Check(new() { From = DateTimeOffset.UnixEpoch, To = DateTimeOffset.UnixEpoch })).Errors).Key);

    private ScheduleSpec Resolve(ScheduleSubmission schedule) => _services.GetRequiredService<ScheduleResolver>().Resolve(schedule);

    private SchedulePreview Preview(SchedulePreviewRequest request) => _services.GetRequiredService<SchedulePreviews>().Preview(request);

    private static ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddJobScheduler();
        return services.BuildServiceProvider();
    }
}
