using JobScheduler.Grains.Core;
using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Node;
using JobScheduler.Stores.Memory;
using JobScheduler.Tests.Simulation;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace JobScheduler.Tests.Core;

/// <summary>Attempts that were claimed before their time, on a virtual clock.</summary>
public sealed class AttemptRunnerTests : IDisposable
{
    private readonly VirtualTimeProvider _clock = new();
    private readonly DeterministicScheduler _tasks = new(1);
    private readonly List<string> _entered = [];
    private readonly List<(string JobId, ReportKind Kind)> _reports = [];
    private readonly SchedulerNode _node;
    private readonly AttemptRunner _runner;

    public AttemptRunnerTests()
    {
        var settings = new NodeSettings { Node = "n", Incarnation = "i", Partitions = 1, Slots = 1, Draw = () => 0, Attempts = _tasks };
        _node = new SchedulerNode(settings, _clock, new TimerWakeUp(_clock));
        _runner = new AttemptRunner(_node, new Handlers(_entered), new InMemoryStore(), NullLogger<AttemptRunner>.Instance);
    }

    [Fact]
    public void Start_BeforeTheTime_TakesNoSlotUntilThen()
    {
        Start("later", 50);
        Start("now", 0);
        _tasks.RunUntilIdle();
        Assert.Equal(["now"], _entered);
        Advance(49);
        Assert.Equal(["now"], _entered);
        Advance(1);
        Assert.Equal(["now", "later"], _entered);
        Assert.Equal([("now", ReportKind.Completed), ("later", ReportKind.Completed)], _reports);
        Assert.Equal(0, _node.Slots.Running);
    }

    [Fact]
    public void TakeBack_BeforeTheTime_IsNeverEntered()
    {
        Start("later", 50);
        _tasks.RunUntilIdle();
        Assert.True(Assert.Single(_node.Attempts.All).TryTakeBack());
        Assert.Equal([("later", ReportKind.NotBegun)], _reports);
        Advance(50);
        Start("now", 0);
        Advance(0);
        Assert.Equal(["now"], _entered);
        Assert.Equal(0, _node.Slots.Running);
    }

    [Fact]
    public void Start_OfAJobForATimeInThePast_IsAsLateAsItsSubmit()
    {
        Start(JobIds.Create(hash: 1, _node.Now - 30, sequence: 1), -86_400_000);
        Advance(0);
        Assert.Equal((1, 30.0), (_node.Stats.Lateness().Count, _node.Stats.Lateness().Max));
    }

    public void Dispose() => _node.Dispose();

    private void Start(string jobId, int inMs)
    {
        var order = new AttemptOrder { JobId = jobId, Partition = 0, Token = _clock.GetTimestamp() + inMs, Attempt = 1, RunAt = _node.Now + inMs, Priority = 0, Spec = CoreSpecs.Spec };
        _node.Attempts.Dispatched(0, order.Token);
        _runner.Start(order, new Owner(_runner, _reports));
    }

    private void Advance(int milliseconds)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        _tasks.RunUntilIdle();
    }

    private sealed class Handlers(List<string> entered) : IHandlerInvoker
    {
        public IReadOnlyList<string> JobTypes => ["echo"];

        public bool Handles(string jobType) => jobType == "echo";

        public ValueTask<HandlerResult> InvokeAsync(string jobType, RawJson? payload, AttemptInfo attempt, JobContext context, CancellationToken cancellationToken)
        {
            entered.Add(context.JobId);
            return new(new HandlerResult(HandlerResultKind.Completed));
        }
    }

    private sealed class Owner(AttemptRunner runner, List<(string JobId, ReportKind Kind)> reports) : IAttemptOwner
    {
        public IPartitionGrain Partition => throw new NotSupportedException();

        public void Report(AttemptControl attempt, AttemptReport report)
        {
            reports.Add((report.JobId, report.Kind));
            runner.Reported(attempt, report, ReportAnswer.Accepted);
        }
    }
}
