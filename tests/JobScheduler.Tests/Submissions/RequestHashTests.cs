using Xunit;

namespace JobScheduler.Tests.Submissions;

public sealed class RequestHashTests : IDisposable
{
    private readonly ResolverRig _rig = new(b => b.AddHandler("typed", (RawJson? p) => { }, o => o.Queue = "mail"));

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData("""{"a":1,"b":[1,2]}""", """ { "b" : [1.0, 20e-1], "a" : 1E0 } """)]
    [InlineData("\"\\u0041\\n\"", "\"A\\u000a\"")]
    [InlineData("0", "-0.00e7")]
    [InlineData("100", "1e+2")]
    [InlineData("0.001", "1E-3")]
    [InlineData("123456789012345678901234567890", "1.2345678901234567890123456789e29")]
    [InlineData("null", null)]
    public void Hash_EqualPayloads_AreEqual(string one, string? two) =>
        Assert.Equal(Hash(ResolverRig.Job(one)), Hash(ResolverRig.Job(two)));

    [Theory]
    [InlineData("1", "\"1\"")]
    [InlineData("[1,2]", "[2,1]")]
    [InlineData("[1,[2]]", "[1,2]")]
    [InlineData("{}", "[]")]
    [InlineData("""{"a":null}""", "{}")]
    [InlineData("1", "-1")]
    [InlineData("10", "1")]
    [InlineData("12345678901234567", "12345678901234568")]
    [InlineData("1e99999999999999999999", "1e99999999999999999998")]
    [InlineData("true", "false")]
    [InlineData("\"a\"", "\"A\"")]
    [InlineData("null", "false")]
    public void Hash_DifferentPayloads_Differ(string one, string two) =>
        Assert.NotEqual(Hash(ResolverRig.Job(one)), Hash(ResolverRig.Job(two)));

    public static TheoryData<JobSubmission> Changes
    {
        get
        {
            var job = ResolverRig.Job("1");
            return new()
            {
                job with { JobType = "u" }, job with { Queue = "q" }, job with { Priority = 1 },
                job with { RunAt = DateTimeOffset.UnixEpoch }, job with { Delay = TimeSpan.Zero }, job with { MaxAttempts = 4 },
                job with { Retry = RetryPolicy.None }, job with { Retry = RetryPolicy.Fixed(TimeSpan.FromSeconds(1)) },
                job with { Retry = RetryPolicy.Explicit(TimeSpan.Zero) }, job with { Timeout = TimeSpan.FromSeconds(1) },
                job with { ExpiresAt = DateTimeOffset.UnixEpoch }, job with { Tags = ["a"] }, job with { Payload = null },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void Hash_AnyComparedValue_Counts(JobSubmission changed) => Assert.NotEqual(Hash(ResolverRig.Job("1")), Hash(changed));

    [Fact]
    public void Hash_TraceAndKeys_DoNotCount() => Assert.Equal(
        Hash(ResolverRig.Job("1")),
        Hash(ResolverRig.Job("1") with
        {
            TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            ConcurrencyKey = "c",
        }));

    [Fact]
    public void Hash_DefaultsWrittenOut_AreEqual()
    {
        Assert.Equal(
            Hash(ResolverRig.Job("1")),
            Hash(ResolverRig.Job("1") with { Queue = "default", Priority = 0, MaxAttempts = 5, Retry = new RetryPolicy() }));
        Assert.Equal(Hash(ResolverRig.Job("1", "typed")), Hash(ResolverRig.Job("1", "typed") with { Queue = "mail" }));
    }

    [Fact]
    public void Hash_Stored_DoesNotChangeBetweenVersions() =>
        Assert.Equal("ef1a59c0cb310ab07654170d91612aca", Hash(ResolverRig.Job("""{"n":1}""")));

    [Fact]
    public void Hash_WithoutIdempotencyKey_IsNotMade() => Assert.Equal("", _rig.Resolve(ResolverRig.Job("1")).RequestHash);

    private string Hash(JobSubmission submission) => _rig.Resolve(submission with { IdempotencyKey = "k" }).RequestHash;
}
