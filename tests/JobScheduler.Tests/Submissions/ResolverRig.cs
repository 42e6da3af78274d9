using JobScheduler.Hosting.Registration;
using JobScheduler.Hosting.Submissions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Submissions;

/// <summary>Resolves submissions through a real container with seeded randomness.</summary>
internal sealed class ResolverRig : IDisposable
{
    private readonly ServiceProvider _services;

    public ResolverRig(Action<IJobSchedulerBuilder>? build = null, Action<JobSchedulerOptions>? options = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IRandomSource>(new SeededRandom());
        var builder = services.AddJobScheduler(options);
        build?.Invoke(builder);
        _services = services.BuildServiceProvider();
    }

    public SubmissionResolver Submissions => _services.GetRequiredService<SubmissionResolver>();

    public BatchResolver Batches => _services.GetRequiredService<BatchResolver>();

    public static JobSubmission Job(string? payload = null, string type = "t") =>
        new() { JobType = type, Payload = payload is null ? null : RawJson.Parse(payload) };

    public JobSpec Resolve(JobSubmission submission) => Submissions.Resolve(submission);

    /// <summary>The one error of a submission that is refused.</summary>
    public (string Path, string Message) Refusal(JobSubmission submission)
    {
        var error = Assert.Single(Assert.Throws<JobValidationException>(() => Resolve(submission)).Errors);
        return (error.Key, Assert.Single(error.Value));
    }

    /// <summary>All paths of a submission that is refused.</summary>
    public string[] Refusals(JobSubmission submission) =>
        [.. Assert.Throws<JobValidationException>(() => Resolve(submission)).Errors.Keys.Order(StringComparer.Ordinal)];

    public string MalformedPath(JobSubmission submission) =>
        Assert.Single(Assert.Throws<MalformedRequestException>(() => Resolve(submission)).Errors).Key;

    public void Dispose() => _services.Dispose();

    private sealed class SeededRandom : IRandomSource
    {
        private readonly Random _random = new(42);

        public void Fill(Span<byte> bytes) => _random.NextBytes(bytes);
    }
}
