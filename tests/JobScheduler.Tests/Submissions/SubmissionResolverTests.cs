using Xunit;

namespace JobScheduler.Tests.Submissions;

public sealed class SubmissionResolverTests : IDisposable
{
    private readonly ResolverRig _rig = new(b => b
        .AddHandler("typed", () => { }, o =>
        {
            o.Queue = "mail";
            o.MaxAttempts = 9;
            o.Retry = RetryPolicy.Fixed(TimeSpan.FromSeconds(3));
            o.Timeout = TimeSpan.FromSeconds(7);
        })
        .AddHandler("once", () => { }, o => o.Retry = RetryPolicy.None)
        .AddHandler("steps", () => { }, o => o.Retry = RetryPolicy.Explicit(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2))));

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Resolve_OnlyAJobType_HasTheServersDefaults()
    {
        var spec = _rig.Resolve(ResolverRig.Job());
        Assert.Equal(("t", null, "default", 0), (spec.JobType, spec.Payload, spec.Queue, spec.Priority));
        Assert.Equal((5, RetryPolicy.Default), (spec.MaxAttempts, spec.Retry));
        Assert.Equal((null, null, null, null), (spec.RunAt, spec.DelayMs, spec.TimeoutMs, spec.ExpiresAt));
        Assert.Equal((null, null), (spec.IdempotencyKey, spec.ConcurrencyKey));
        Assert.Empty(spec.Tags);
    }

    [Fact]
    public void Resolve_TypeWithDefaults_OverridesTheServer()
    {
        var spec = _rig.Resolve(ResolverRig.Job(type: "typed"));
        Assert.Equal(("mail", 9, 7000L), (spec.Queue, spec.MaxAttempts, spec.TimeoutMs));
        Assert.Equal(RetryPolicy.Fixed(TimeSpan.FromSeconds(3)), spec.Retry);
    }

    [Fact]
    public void Resolve_SubmissionWithValues_OverridesTheType()
    {
        var spec = _rig.Resolve(ResolverRig.Job(type: "typed") with
        {
            Queue = "q",
            MaxAttempts = 2,
            Retry = RetryPolicy.Fixed(TimeSpan.Zero),
            Timeout = TimeSpan.FromMilliseconds(1),
        });
        Assert.Equal(("q", 2, 1L, RetryPolicy.Fixed(TimeSpan.Zero)), (spec.Queue, spec.MaxAttempts, spec.TimeoutMs, spec.Retry));
    }

    public static TheoryData<string, RetryPolicy?, int?, int> Attempts => new()
    {
        { "t", null, null, 5 },
        { "t", RetryPolicy.None, null, 1 },
        { "t", RetryPolicy.None, 1, 1 },
        { "t", RetryPolicy.Explicit(TimeSpan.Zero, TimeSpan.Zero), null, 3 },
        { "t", RetryPolicy.Explicit(TimeSpan.Zero), 10, 10 },
        { "typed", RetryPolicy.Default, null, 9 },
        { "typed", RetryPolicy.Explicit(TimeSpan.Zero), null, 2 },
        { "typed", RetryPolicy.None, null, 1 },
        { "once", null, null, 1 },
        { "once", RetryPolicy.Default, null, 5 },
        { "steps", null, null, 3 },
        { "steps", null, 7, 7 },
    };

    [Theory]
    [MemberData(nameof(Attempts))]
    public void Resolve_RetryAndAttempts_ComeFromTheNearestThatSaysThem(string type, RetryPolicy? retry, int? given, int expected) =>
        Assert.Equal(expected, _rig.Resolve(ResolverRig.Job(type: type) with { Retry = retry, MaxAttempts = given }).MaxAttempts);

    [Fact]
    public void Resolve_SeveralAttemptsWithRetryNone_IsRefused()
    {
        Assert.Equal("max_attempts", _rig.Refusal(ResolverRig.Job() with { Retry = RetryPolicy.None, MaxAttempts = 2 }).Path);
        Assert.Equal("max_attempts", _rig.Refusal(ResolverRig.Job(type: "once") with { MaxAttempts = 2 }).Path);
    }

    public static TheoryData<string, JobSubmission> Refused => new()
    {
        { "job_type", ResolverRig.Job(type: "") },
        { "job_type", ResolverRig.Job(type: "a b") },
        { "job_type", ResolverRig.Job(type: "a:") },
        { "job_type", ResolverRig.Job(type: "/a") },
        { "job_type", ResolverRig.Job(type: new string('a', 129)) },
        { "queue", ResolverRig.Job() with { Queue = "" } },
        { "queue", ResolverRig.Job() with { Queue = "a/b" } },
        { "queue", ResolverRig.Job() with { Queue = "-a" } },
        { "priority", ResolverRig.Job() with { Priority = 101 } },
        { "priority", ResolverRig.Job() with { Priority = -101 } },
        { "run_at", ResolverRig.Job() with { RunAt = new DateTimeOffset(1969, 12, 31, 23, 59, 59, 999, TimeSpan.Zero) } },
        { "run_at", ResolverRig.Job() with { RunAt = new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero) } },
        { "run_at", ResolverRig.Job() with { RunAt = new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(-1) } },
        { "run_at", ResolverRig.Job() with { RunAt = DateTimeOffset.MaxValue } },
        { "delay_ms", ResolverRig.Job() with { Delay = TimeSpan.FromTicks(-1) } },
        { "delay_ms", ResolverRig.Job() with { Delay = TimeSpan.FromMilliseconds(315_360_000_001) } },
        { "delay_ms", ResolverRig.Job() with { Delay = TimeSpan.Zero, RunAt = DateTimeOffset.UnixEpoch } },
        { "max_attempts", ResolverRig.Job() with { MaxAttempts = 0 } },
        { "max_attempts", ResolverRig.Job() with { MaxAttempts = 1001 } },
        { "timeout_ms", ResolverRig.Job() with { Timeout = TimeSpan.Zero } },
        { "timeout_ms", ResolverRig.Job() with { Timeout = TimeSpan.FromDays(7) + TimeSpan.FromTicks(1) } },
        { "expires_at", ResolverRig.Job() with { ExpiresAt = DateTimeOffset.MinValue } },
        { "idempotency_key", ResolverRig.Job() with { IdempotencyKey = "" } },
        { "idempotency_key", ResolverRig.Job() with { IdempotencyKey = new string('k', 257) } },
        { "concurrency_key", ResolverRig.Job() with { ConcurrencyKey = "a\u0085b" } },
        { "tags", ResolverRig.Job() with { Tags = [.. Enumerable.Range(0, 17).Select(i => $"t{i}")] } },
        { "tags[2]", ResolverRig.Job() with { Tags = ["a", "b", "c\n"] } },
        { "tags[0]", ResolverRig.Job() with { Tags = [new string('t', 65)] } },
        { "retry.kind", ResolverRig.Job() with { Retry = new() { Kind = (RetryKind)9 } } },
        { "retry.initial_ms", ResolverRig.Job() with { Retry = new() { Initial = TimeSpan.FromTicks(-1) } } },
        { "retry.factor", ResolverRig.Job() with { Retry = new() { Factor = 0.99 } } },
        { "retry.factor", ResolverRig.Job() with { Retry = new() { Factor = double.NaN } } },
        { "retry.max_ms", ResolverRig.Job() with { Retry = new() { Max = TimeSpan.FromDays(3651) } } },
        { "retry.jitter", ResolverRig.Job() with { Retry = new() { Jitter = 1.01 } } },
        { "retry.jitter", ResolverRig.Job() with { Retry = RetryPolicy.Fixed(TimeSpan.Zero) with { Jitter = double.NaN } } },
        { "retry.delays_ms", ResolverRig.Job() with { Retry = RetryPolicy.Explicit() } },
        { "retry.delays_ms", ResolverRig.Job() with { Retry = RetryPolicy.Explicit(new TimeSpan[101]) } },
        { "retry.delays_ms", ResolverRig.Job() with { Retry = new() { Delays = [TimeSpan.Zero] } } },
        { "retry.delays_ms[1]", ResolverRig.Job() with { Retry = RetryPolicy.Explicit(TimeSpan.Zero, TimeSpan.MaxValue) } },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Resolve_ValueOutOfRange_NamesItsPath(string path, JobSubmission submission) => Assert.Equal(path, _rig.Refusal(submission).Path);

    public static TheoryData<JobSubmission> Accepted => new()
    {
        ResolverRig.Job(type: "A9._~-/b:c"),
        ResolverRig.Job(type: new string('a', 128)),
        ResolverRig.Job() with { Queue = "a._~-" },
        ResolverRig.Job() with { Priority = -100 },
        ResolverRig.Job() with { RunAt = DateTimeOffset.UnixEpoch },
        ResolverRig.Job() with { RunAt = new DateTimeOffset(2199, 12, 31, 23, 59, 59, 999, TimeSpan.Zero) },
        ResolverRig.Job() with { Delay = TimeSpan.FromMilliseconds(315_360_000_000) },
        ResolverRig.Job() with { MaxAttempts = 1000 },
        ResolverRig.Job() with { Timeout = TimeSpan.FromDays(7) },
        ResolverRig.Job() with { IdempotencyKey = string.Concat(Enumerable.Repeat("😀", 256)) },
        ResolverRig.Job() with { ConcurrencyKey = " " },
        ResolverRig.Job() with { Tags = [.. Enumerable.Range(0, 16).Select(i => $"t{i}")] },
        ResolverRig.Job() with { Retry = RetryPolicy.Explicit(new TimeSpan[100]) },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Resolve_ValueAtTheEdge_IsAccepted(JobSubmission submission) => Assert.NotNull(_rig.Resolve(submission));

    [Fact]
    public void Resolve_SeveralProblems_NamesAllAtOnce() => Assert.Equal(
        ["job_type", "priority", "queue", "tags[0]"],
        _rig.Refusals(ResolverRig.Job(type: "?") with { Queue = "?", Priority = 999, Tags = [""] }));

    [Fact]
    public void Resolve_FinerThanAMillisecond_IsRoundedUp()
    {
        var spec = _rig.Resolve(ResolverRig.Job() with
        {
            RunAt = DateTimeOffset.UnixEpoch.AddTicks(1),
            ExpiresAt = DateTimeOffset.UnixEpoch.AddTicks(10_001),
            Timeout = TimeSpan.FromTicks(1),
            Retry = RetryPolicy.Fixed(TimeSpan.FromTicks(15_000)),
        });
        Assert.Equal((1L, 2L, 1L), (spec.RunAt, spec.ExpiresAt, spec.TimeoutMs));
        Assert.Equal(TimeSpan.FromMilliseconds(2), spec.Retry.Initial);
        Assert.Equal(3, _rig.Resolve(ResolverRig.Job() with { Delay = TimeSpan.FromTicks(20_001) }).DelayMs);
    }

    [Theory]
    [InlineData("", 0xd800, "")]
    [InlineData("a", 0xdc00, "b")]
    public void Resolve_HalfASurrogatePair_IsMalformed(string before, int half, string after)
    {
        // Attributes cannot hold it.
        var text = before + (char)half + after;
        Assert.Equal("idempotency_key", _rig.MalformedPath(ResolverRig.Job() with { IdempotencyKey = text }));
        Assert.Equal("tags[1]", _rig.MalformedPath(ResolverRig.Job() with { Tags = ["a", text] }));
    }

    [Fact]
    public void Resolve_SameTagTwice_IsKeptOnce() =>
        Assert.Equal(["a", "b"], _rig.Resolve(ResolverRig.Job() with { Tags = ["a", "b", "a"] }).Tags);

    [Fact]
    public void Resolve_PolicyMembersItsKindDoesNotUse_AreNormalized()
    {
        var spec = _rig.Resolve(ResolverRig.Job() with { Retry = new() { Kind = RetryKind.None, Factor = 7, Jitter = 0.5 } });
        Assert.Equal(RetryPolicy.None, spec.Retry);
    }

    [Fact]
    public void Resolve_PayloadOverItsLimit_IsTooLarge()
    {
        using var rig = new ResolverRig(options: o => o.MaxPayloadBytes = 10);
        Assert.NotNull(rig.Resolve(ResolverRig.Job("\"12345678\"")));
        var error = Assert.Throws<JobTooLargeException>(() => rig.Resolve(ResolverRig.Job("\"123456789\"")));
        Assert.Equal("payload has 11 bytes; at most 10 are accepted.", error.Message);
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void Resolve_PayloadDepth_IsLimited(int depth, bool accepted)
    {
        var job = ResolverRig.Job() with { Payload = RawJson.FromTrusted([.. Enumerable.Repeat((byte)'[', depth), .. Enumerable.Repeat((byte)']', depth)]) };
        if (accepted)
            Assert.NotNull(_rig.Resolve(job));
        else
            Assert.Equal("payload", _rig.MalformedPath(job));
    }

    [Theory]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{\"\\udc00\":1}")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":1,\"\\u0061\":2}")]
    [InlineData("{")]
    [InlineData("")]
    public void Resolve_PayloadThatIsNoStrictJson_IsMalformed(string payload) => Assert.Equal(
        "payload", _rig.MalformedPath(ResolverRig.Job() with { Payload = RawJson.FromTrusted(System.Text.Encoding.UTF8.GetBytes(payload)) }));

    [Fact]
    public void Resolve_JsonNullAsPayload_IsNoPayload() => Assert.Null(_rig.Resolve(ResolverRig.Job("null")).Payload);

    [Fact]
    public void Resolve_Payload_IsKeptTokenForToken() =>
        Assert.Equal("""{"b":1.50, "a":[]}""", _rig.Resolve(ResolverRig.Job("""{"b":1.50, "a":[]}""")).Payload!.ToString());
}
