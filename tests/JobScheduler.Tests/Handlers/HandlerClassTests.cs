using JobScheduler.Grains.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Handlers;

public sealed class HandlerClassTests
{
    [Fact]
    public async Task Invoke_HandlerWithResult_ReadsAndWritesSnakeCase()
    {
        await using var rig = new HandlerRig(b => b.AddHandler<Greeter>("greet"));
        var result = await rig.InvokeAsync("greet", """{"first_name":"Ada"}""");
        Assert.Equal(HandlerResultKind.Completed, result.Kind);
        Assert.Equal("""{"full_text":"Hello Ada"}""", result.Result!.ToString());
    }

    [Fact]
    public async Task Invoke_HandlerWithoutResult_Completes()
    {
        await using var rig = new HandlerRig(b => b.AddHandler<Quiet>("quiet"));
        var result = await rig.InvokeAsync("quiet", "{}");
        Assert.Equal(HandlerResultKind.Completed, result.Kind);
        Assert.Null(result.Result);
    }

    [Fact]
    public async Task Invoke_Alias_CallsTheSameHandler()
    {
        await using var rig = new HandlerRig(b => b.AddHandler<Greeter>("greet", o => o.Aliases.Add("greet-v1")));
        Assert.True(rig.Invoker.Handles("greet-v1"));
        Assert.Equal(["echo", "greet", "greet-v1", "http", "sleep"], rig.Invoker.JobTypes);
        Assert.Equal(HandlerResultKind.Completed, (await rig.InvokeAsync("greet-v1", """{"first_name":"Ada"}""")).Kind);
    }

    [Fact]
    public async Task Invoke_TwoAttempts_EachHasItsOwnScopeDisposedAsynchronously()
    {
        Session.Log.Clear();
        await using var rig = new HandlerRig(b =>
        {
            b.Services.AddScoped<Session>();
            b.AddHandler<UsesSession>("s");
        });
        await rig.InvokeAsync("s", "{}");
        await rig.InvokeAsync("s", "{}");
        Assert.Equal(["open", "work", "close", "open", "work", "close"], Session.Log);
    }

    [Fact]
    public async Task Invoke_ServiceThatCannotBeDisposedOf_OutcomeStands()
    {
        await using var rig = new HandlerRig(b =>
        {
            b.Services.AddScoped<Stuck>();
            b.AddHandler("s", (Greeting p, Stuck stuck) => stuck.ToString());
        });
        Assert.Equal(HandlerResultKind.Completed, (await rig.InvokeAsync("s", """{"first_name":"x"}""")).Kind);
        Assert.Contains(rig.Logs.Lines, l => l.Exception is InvalidOperationException { Message: "stuck" });
    }

    [Fact]
    public async Task Invoke_PayloadJsonOfTheType_ReadsAndWritesThatWay()
    {
        await using var rig = new HandlerRig(b => b.AddHandler<Greeter>("greet", o => o.PayloadJson = new() { PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.CamelCase }));
        Assert.Equal("""{"fullText":"Hello Ada"}""", (await rig.InvokeAsync("greet", """{"firstName":"Ada"}""")).Result!.ToString());
    }

    [Fact]
    public async Task Invoke_PayloadJsonOfTheScheduler_AppliesToAllButBuiltInTypes()
    {
        await using var rig = new HandlerRig(b => b
            .UsePayloadJson(o => o.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.CamelCase).AddHandler<Greeter>("greet"));
        Assert.Equal("""{"fullText":"Hello Ada"}""", (await rig.InvokeAsync("greet", """{"firstName":"Ada"}""")).Result!.ToString());
        Assert.Equal(HandlerResultKind.Completed, (await rig.InvokeAsync("sleep", """{"duration_ms":0}""")).Kind);
    }

    [Theory]
    [InlineData("""{"first_name":7}""")]
    [InlineData("""[]""")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task Invoke_PayloadThatDoesNotFit_FailsWithPayloadInvalid(string? payload)
    {
        await using var rig = new HandlerRig(b => b.AddHandler<Greeter>("greet"));
        var result = await rig.InvokeAsync("greet", payload);
        Assert.Equal((HandlerResultKind.Fail, "payload_invalid"), (result.Kind, result.Error!.Code));
    }

    [Fact]
    public async Task Invoke_PayloadWhoseConstructorThrows_FailsWithPayloadInvalid()
    {
        await using var rig = new HandlerRig(b => b.AddHandler("p", (Picky p) => { }));
        Assert.Equal("payload_invalid", (await rig.InvokeAsync("p", """{"n":-1}""")).Error!.Code);
    }

    [Fact]
    public async Task Invoke_NullPayloadOfNullableParameter_ReachesTheHandler()
    {
        await using var rig = new HandlerRig(b => b.AddHandler<Nullable>("n").AddHandler("d", (Greeting? p) => p is null));
        Assert.Equal("true", (await rig.InvokeAsync("n")).Result!.ToString());
        Assert.Equal("true", (await rig.InvokeAsync("d", "null")).Result!.ToString());
    }

    [Fact]
    public async Task Invoke_HandlerThatCannotBeMade_IsRetried()
    {
        await using var rig = new HandlerRig(b => b.AddHandler<UsesSession>("s"));
        var result = await rig.InvokeAsync("s", "{}");
        Assert.Equal((HandlerResultKind.Retry, "System.InvalidOperationException"), (result.Kind, result.Error!.Code));
    }

    [Fact]
    public async Task Invoke_UnknownType_AnswersInsteadOfThrowing()
    {
        await using var rig = new HandlerRig();
        Assert.False(rig.Invoker.Handles("nope"));
        Assert.Equal("unknown_type", (await rig.InvokeAsync("nope")).Error!.Code);
    }

    internal sealed record Greeting(string FirstName);

    internal sealed record Reply(string FullText);

    internal sealed record Picky
    {
        public Picky(int n) => N = n >= 0 ? n : throw new ArgumentOutOfRangeException(nameof(n));

        public int N { get; }
    }

    internal sealed class Greeter : IJobHandler<Greeting, Reply>
    {
        public Task<JobOutcome<Reply>> HandleAsync(Greeting payload, JobContext context, CancellationToken cancellationToken) =>
            Task.FromResult<JobOutcome<Reply>>(new Reply("Hello " + payload.FirstName));
    }

    internal sealed class Quiet : IJobHandler<Dictionary<string, int>>
    {
        public Task<JobOutcome> HandleAsync(Dictionary<string, int> payload, JobContext context, CancellationToken cancellationToken) =>
            Task.FromResult(JobOutcome.Completed);
    }

    internal sealed class Nullable : IJobHandler<Greeting?, bool>
    {
        public Task<JobOutcome<bool>> HandleAsync(Greeting? payload, JobContext context, CancellationToken cancellationToken) =>
            Task.FromResult<JobOutcome<bool>>(payload is null);
    }

    internal sealed class Session : IAsyncDisposable
    {
        public static List<string> Log { get; } = [];

        public Session() => Log.Add("open");

        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            Log.Add("close");
        }
    }

    internal sealed class UsesSession(Session session) : IJobHandler<Dictionary<string, int>>
    {
        public Task<JobOutcome> HandleAsync(Dictionary<string, int> payload, JobContext context, CancellationToken cancellationToken)
        {
            Assert.NotNull(session);
            Session.Log.Add("work");
            return Task.FromResult(JobOutcome.Completed);
        }
    }

    internal sealed class Stuck : IDisposable
    {
        public void Dispose() => throw new InvalidOperationException("stuck");
    }
}
