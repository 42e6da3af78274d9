using JobScheduler.Grains.Diagnostics;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;
using JobScheduler.Tests.Grains;
using JobScheduler.Tests.Simulation;
using NSubstitute;
using Xunit;

namespace JobScheduler.Tests.Diagnostics;

public sealed class StoredFiguresTests : IDisposable
{
    private readonly VirtualTimeProvider _clock = new();
    private readonly NodeMetrics _metrics = new();
    private readonly SchedulerNode _node;
    private readonly StoredFigures _figures;
    private Func<Task<IReadOnlyList<CounterRecord>>> _count = () => Task.FromResult<IReadOnlyList<CounterRecord>>([]);
    private IReadOnlyDictionary<string, long> _oldest = new Dictionary<string, long>();
    private int _reads;

    public StoredFiguresTests()
    {
        var settings = new NodeSettings { Node = "n1", Incarnation = "1", Partitions = 1, Draw = () => 0.5 };
        _node = new SchedulerNode(settings, _clock, new TimerWakeUp(_clock), _metrics);
        var queries = Substitute.For<IJobQueries>();
        queries.CountAsync(default).ReturnsForAnyArgs(_ =>
        {
            _reads++;
            return _count();
        });
        queries.OldestQueuedAsync(default, default).ReturnsForAnyArgs(_ => Task.FromResult(_oldest));
        var store = new JobStore(Substitute.For<IPartitionLog>(), queries, Substitute.For<IScheduleQueries>(), Substitute.For<IStoreAdmin>());
        _figures = new StoredFigures(_node, store, new ScriptedHandlers());
    }

    public void Dispose()
    {
        _node.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public async Task Refresh_WithinFiveSeconds_ReadsOnce()
    {
        await _figures.RefreshAsync();
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        await _figures.RefreshAsync();
        Assert.Equal(1, _reads);

        _clock.Advance(TimeSpan.FromSeconds(0.2));
        await _figures.RefreshAsync();
        Assert.Equal(2, _reads);
    }

    [Fact]
    public async Task Refresh_WhileAReadingHangs_StartsNoOther()
    {
        var hanging = new TaskCompletionSource<IReadOnlyList<CounterRecord>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _count = () => hanging.Task;
        var first = _figures.RefreshAsync();
        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Same(first, _figures.RefreshAsync());
        Assert.Null(_figures.Newest);
        Assert.Equal(1, _reads);

        hanging.SetResult([new CounterRecord(StoredState.Completed, "default", "echo", 3)]);
        await GrainWorld.Within(first, "the reading ends");
        _count = () => throw new StoreUnavailableException("test");
        Assert.Equal(TimeSpan.FromMinutes(5), _figures.Age); // as old as its beginning
        Assert.Null(_figures.Newest);
    }

    [Fact]
    public async Task Newest_StoreOutOfReachForAMinute_IsNotShown()
    {
        await _figures.RefreshAsync();
        _count = () => throw new StoreUnavailableException("test");

        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.NotNull(_figures.Newest);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_figures.Newest);
        Assert.Equal(TimeSpan.FromSeconds(60), _figures.Age);
    }

    [Fact]
    public async Task Newest_Counters_AreSummedByLabel()
    {
        _count = () => Task.FromResult<IReadOnlyList<CounterRecord>>(
        [
            new(StoredState.Lined, "a", "echo", 2), new(StoredState.Lined, "b", "echo", 3), new(StoredState.Waiting, "a", "mail", 5),
            new(StoredState.Lined, "b", "mail", 7), new(StoredState.Completed, "c", "mail", 11),
        ]);
        _oldest = new Dictionary<string, long> { ["a"] = 500, ["b"] = 700 };
        await _figures.RefreshAsync();

        var newest = _figures.Newest!;

        Assert.Equal((5, 5, 7, 11), (newest.Jobs[(StoredState.Lined, "echo")], newest.Jobs[(StoredState.Waiting, "mail")], newest.Jobs[(StoredState.Lined, "mail")], newest.Jobs[(StoredState.Completed, "mail")]));
        Assert.Equal(0, newest.Jobs[(StoredState.Failed, "echo")]); // of a type with a handler every state is there
        Assert.Equal((0, 12), (newest.Unhandled["echo"], newest.Unhandled["mail"]));
        Assert.Equal((new StoredQueue(2, 500), new StoredQueue(10, 700), new StoredQueue(0, null)), (newest.Queues["a"], newest.Queues["b"], newest.Queues["c"]));
    }

    [Fact]
    public async Task Newest_QueuesBeyondTheBound_AreOneWithTheOldestAge()
    {
        for (var i = 0; i < NodeMetrics.DefaultLabelValues; i++)
            _metrics.Queues.Of($"q{i}");
        _count = () => Task.FromResult<IReadOnlyList<CounterRecord>>([new(StoredState.Lined, "x", "echo", 2), new(StoredState.Lined, "y", "echo", 3)]);
        _oldest = new Dictionary<string, long> { ["x"] = 900, ["y"] = 700 };
        await _figures.RefreshAsync();

        Assert.Equal(new StoredQueue(5, 700), Assert.Single(_figures.Newest!.Queues, queue => queue.Key == "other").Value);
    }
}
