using JobScheduler.Grains.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace JobScheduler.Tests.Handlers;

public sealed class DelegateHandlerTests
{
    [Fact]
    public async Task Invoke_ParametersInAnyOrder_AreSupplied()
    {
        await using var rig = new HandlerRig(b =>
        {
            b.Services.AddScoped<Mailer>();
            b.Services.AddKeyedSingleton("blue", "keyed");
            b.AddHandler("m", (CancellationToken ct, Mailer m, JobContext c, SendMail p, ILogger<Mailer> l, [FromKeyedServices("blue")] string color) =>
                $"{p.To} {c.Attempt} {m.GetType().Name} {color} {ct.CanBeCanceled}");
        });
        using var source = new CancellationTokenSource();
        var result = await rig.InvokeAsync("m", """{"to":"ada"}""", source.Token);
        Assert.Equal("\"ada 2 Mailer keyed True\"", result.Result!.ToString());
    }

    public static TheoryData<string, Delegate, string?> Shapes => new()
    {
        { "void", (SendMail p) => { }, null },
        { "task", (SendMail p) => Task.CompletedTask, null },
        { "valuetask", (SendMail p) => ValueTask.CompletedTask, null },
        { "outcome", (SendMail p) => JobOutcome.Completed, null },
        { "task of outcome", async (SendMail p) => { await Task.Yield(); return JobOutcome.Completed; }, null },
        { "valuetask of outcome", (SendMail p) => ValueTask.FromResult(JobOutcome.Completed), null },
        { "task of outcome of T", (SendMail p) => Task.FromResult(JobOutcome.From(7)), "7" },
        { "outcome of T", (SendMail p) => JobOutcome.From(7), "7" },
        { "valuetask of outcome of T", (SendMail p) => ValueTask.FromResult(JobOutcome.From(7)), "7" },
        { "task of T", (SendMail p) => Task.FromResult(7), "7" },
        { "valuetask of T", (SendMail p) => ValueTask.FromResult(7), "7" },
        { "T", (SendMail p) => 7, "7" },
        { "null", (SendMail p) => (string?)null, null },
        { "raw", (SendMail p) => RawJson.Parse("1.50"), "1.50" },
        { "no payload", () => 7, "7" },
        { "only context", (JobContext c) => c.FencingToken, "1041" },
        { "object that is an outcome", (SendMail p) => (object)JobOutcome.Completed, null },
        { "list payload", (IEnumerable<int> p) => p.Count(), null },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Invoke_EveryReturnShape_IsRead(string name, Delegate handler, string? expected)
    {
        await using var rig = new HandlerRig(b => b.AddHandler("d", handler));
        var list = name == "list payload";
        var result = await rig.InvokeAsync("d", list ? "[1,2]" : """{"to":"ada"}""");
        Assert.Equal(HandlerResultKind.Completed, result.Kind);
        Assert.Equal(list ? "2" : expected, result.Result?.ToString());
    }

    [Fact]
    public async Task Invoke_DelegateThatFailsItsOutcomeOfT_Fails()
    {
        await using var rig = new HandlerRig(b => b.AddHandler("d", (SendMail p) => Task.FromResult<JobOutcome<int>>(JobOutcome.Fail("no", "never"))));
        var result = await rig.InvokeAsync("d", """{"to":"ada"}""");
        Assert.Equal((HandlerResultKind.Fail, "no", "never"), (result.Kind, result.Error!.Code, result.Error.Message));
    }

    [Fact]
    public async Task Invoke_DelegateThatThrowsBeforeItsTask_IsRetried()
    {
        await using var rig = new HandlerRig(b => b.AddHandler("d", Task (SendMail p) => throw new FormatException("early")));
        Assert.Equal("System.FormatException", (await rig.InvokeAsync("d", """{"to":"ada"}""")).Error!.Code);
    }

    [Fact]
    public async Task Invoke_NullInsteadOfAnOutcome_IsRetried()
    {
        await using var rig = new HandlerRig(b => b.AddHandler("d", (SendMail p) => (JobOutcome)null!).AddHandler("t", (SendMail p) => (Task)null!));
        Assert.Equal(HandlerResultKind.Retry, (await rig.InvokeAsync("d", """{"to":"ada"}""")).Kind);
        Assert.Equal(HandlerResultKind.Retry, (await rig.InvokeAsync("t", """{"to":"ada"}""")).Kind);
    }

    [Fact]
    public void AddHandler_ByReferenceParameterOrAsyncVoid_IsRefusedAtOnce()
    {
        var builder = new ServiceCollection().AddJobScheduler();
        Assert.Contains("'p' is passed by reference", Assert.Throws<ArgumentException>(() => builder.AddHandler("d", (ref SendMail p) => { })).Message, StringComparison.Ordinal);
        Action<SendMail> nobodyWaits = async p => await Task.Yield();
        Assert.Contains("async void", Assert.Throws<ArgumentException>(() => builder.AddHandler("d", nobodyWaits)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_TwoPossiblePayloads_NamesBoth()
    {
        using var rig = new SyncRig(b => b.AddHandler("d", (SendMail p, ILogger log) => { }));
        var error = Assert.Throws<JobSchedulerConfigurationException>(() => rig.Start());
        Assert.Contains("'p' (SendMail) and 'log' (ILogger)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_ServiceNobodyRegistered_IsNoPayload()
    {
        using var rig = new SyncRig(b => b.AddHandler("d", (ILogger log) => { }));
        Assert.Contains("takes ILogger, which is neither", Assert.Throws<JobSchedulerConfigurationException>(() => rig.Start()).Message, StringComparison.Ordinal);
    }

    internal sealed record SendMail(string To);

    internal sealed class Mailer;

    /// <summary>Builds the catalog, as the start does.</summary>
    private sealed class SyncRig(Action<IJobSchedulerBuilder> build) : IDisposable
    {
        private readonly ServiceProvider _services = Build(build);

        public void Start() => _services.GetRequiredService<IHandlerInvoker>();

        public void Dispose() => _services.Dispose();

        private static ServiceProvider Build(Action<IJobSchedulerBuilder> build)
        {
            var services = new ServiceCollection();
            build(services.AddJobScheduler());
            return services.BuildServiceProvider();
        }
    }
}
