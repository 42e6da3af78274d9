using JobScheduler.Hosting.Handlers;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Handlers;

public sealed class HandlerRegistrationTests
{
    [Fact]
    public void AddHandler_ClassWithNoneOrTwoInterfaces_IsRefusedAtOnce()
    {
        var builder = new ServiceCollection().AddJobScheduler();
        Assert.Contains("it implements none of them", Refusal(() => builder.AddHandler<Nothing>("a")), StringComparison.Ordinal);
        Assert.Contains("IJobHandler<Int32> and IJobHandler<String, Int32>", Refusal(() => builder.AddHandler<Both>("a")), StringComparison.Ordinal);
        Assert.Contains("must be a class that can be created", Refusal(() => builder.AddHandler<Unmade>("a")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" a")]
    [InlineData("a b")]
    [InlineData(":a")]
    [InlineData("a:")]
    [InlineData("ä")]
    public void AddHandler_BadName_IsRefusedAtOnce(string name)
    {
        var builder = new ServiceCollection().AddJobScheduler();
        Assert.Contains("job type must be", Refusal(() => builder.AddHandler(name, () => { })), StringComparison.Ordinal);
        Assert.Contains("alias must be", Refusal(() => builder.AddHandler("a", () => { }, o => o.Aliases.Add(name))), StringComparison.Ordinal);
    }

    [Fact]
    public void AddHandler_OptionsOutOfRange_AreAllNamed()
    {
        var builder = new ServiceCollection().AddJobScheduler();
        var message = Refusal(() => builder.AddHandler("a", () => { }, o =>
        {
            o.Queue = "no queue";
            o.MaxAttempts = 0;
            o.Timeout = TimeSpan.FromDays(8);
            o.Retry = new RetryPolicy { Factor = 0.5 };
        }));
        foreach (var name in new[] { "Queue", "MaxAttempts", "Timeout", "Retry.factor" })
            Assert.Contains(name, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "a", "'a' is also a name of 'a'")]
    [InlineData("echo", "b", "'echo' is built in")]
    [InlineData("a", "sleep", "'sleep' is built in")]
    public void Start_NameTakenTwice_SaysWhich(string first, string second, string expected)
    {
        var error = Assert.Throws<JobSchedulerConfigurationException>(
            () => Catalog(b => b.AddHandler(first, () => { }).AddHandler(second, () => { })));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_AliasTakenTwice_SaysWhich()
    {
        var error = Assert.Throws<JobSchedulerConfigurationException>(() => Catalog(b => b
            .AddHandler("a", () => { }, o => o.Aliases.Add("old")).AddHandler("b", () => { }, o => o.Aliases.Add("old"))));
        Assert.Contains("'b' cannot be registered: 'old' is also a name of 'a'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_ValidatorOfAnotherPayload_SaysWhich()
    {
        var error = Assert.Throws<JobSchedulerConfigurationException>(
            () => Catalog(b => b.AddHandler("a", (int p) => { }, o => o.Validator = typeof(Nothing))));
        Assert.Contains("Nothing of job type 'a' is no IJobPayloadValidator<Int32>", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FindByPayload_OneNoneOrTwo_NamesThem()
    {
        var catalog = Catalog(b => b.AddHandler("a", (int p) => { }).AddJobType<string>("b").AddJobType<string>("c"));
        Assert.Equal("a", catalog.FindByPayload(typeof(int)).JobType);
        Assert.Contains("payload type Guid", Assert.Throws<InvalidOperationException>(() => catalog.FindByPayload(typeof(Guid))).Message, StringComparison.Ordinal);
        Assert.Contains("(b, c)", Assert.Throws<InvalidOperationException>(() => catalog.FindByPayload(typeof(string))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => catalog.FindByPayload(typeof(RawJson)));
    }

    [Fact]
    public void AddJobType_NoHandler_IsNotHandledHere()
    {
        var catalog = Catalog(b => b.AddJobType<string>("b"));
        Assert.Equal(["echo", "http", "sleep"], catalog.HandledTypes);
        Assert.Null(catalog.Find("b")!.Call);
    }

    [Fact]
    public void AddJobScheduler_TwoHosts_ShareNothing()
    {
        var one = Catalog(b => b.AddHandler("a", () => { }));
        var two = Catalog(b => b.AddHandler("b", () => { }));
        Assert.Null(one.Find("b"));
        Assert.Null(two.Find("a"));
    }

    [Fact]
    public void AddJobScheduler_Twice_IsOneSchedulerWithBothSettings()
    {
        var services = new ServiceCollection();
        services.AddJobScheduler(o => o.Slots = 7).AddHandler("a", () => { });
        var count = services.Count;
        services.AddJobScheduler();
        Assert.Equal(count, services.Count);
        services.AddJobScheduler(o => o.Partitions = 9).AddHandler("b", () => { });
        using var provider = services.BuildServiceProvider();
        Assert.Equal(["a", "b", "echo", "http", "sleep"], provider.GetRequiredService<HandlerCatalog>().HandledTypes);
        var options = provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<JobSchedulerOptions>>().Value;
        Assert.Equal((7, 9), (options.Slots, options.Partitions));
    }

    private static string Refusal(Action register) => Assert.Throws<ArgumentException>(register).Message;

    private static HandlerCatalog Catalog(Action<IJobSchedulerBuilder> build)
    {
        var services = new ServiceCollection();
        build(services.AddJobScheduler());
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<HandlerCatalog>();
    }

    private sealed class Nothing;

    private abstract class Unmade : IJobHandler<int>
    {
        public abstract Task<JobOutcome> HandleAsync(int payload, JobContext context, CancellationToken cancellationToken);
    }

    private sealed class Both : IJobHandler<int>, IJobHandler<string, int>
    {
        public Task<JobOutcome> HandleAsync(int payload, JobContext context, CancellationToken cancellationToken) =>
            Task.FromResult(JobOutcome.Completed);

        public Task<JobOutcome<int>> HandleAsync(string payload, JobContext context, CancellationToken cancellationToken) =>
            Task.FromResult(JobOutcome.From(1));
    }
}
