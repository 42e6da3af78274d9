using JobScheduler.Benchmarks.Running;
using JobScheduler.Embedded;
using Microsoft.Extensions.DependencyInjection;

// The Orleans build has these names twice; what is measured here is the embedded engine in both.
using Grain = JobScheduler.Embedded.Grain;
using IGrainFactory = JobScheduler.Embedded.IGrainFactory;
using IGrainWithIntegerKey = JobScheduler.Embedded.IGrainWithIntegerKey;
using IGrainWithStringKey = JobScheduler.Embedded.IGrainWithStringKey;

namespace JobScheduler.Benchmarks.Engine;

/// <summary>What the embedded engine itself costs.</summary>
internal sealed class EngineSuite : ISuite
{
    private const int Calls = 200_000;
    private const int Activations = 50_000;

    public string Name => "engine";

    public string Description => "the embedded engine: cost of a call, of an activation, of an idle activation";

    public async Task RunAsync(SuiteRun run)
    {
        var table = Measure.Table("Embedded engine");
        using (var services = Services())
        {
            var factory = services.GetRequiredService<IGrainFactory>();
            var counter = factory.GetGrain<ICounter>("a");
            await Measure.RunAsync(table, "call from outside, one after another", Calls, async calls =>
            {
                for (var i = 0; i < calls; i++)
                {
                    await counter.Add(1);
                }
            });
            await Measure.RunAsync(table, "call from grain to grain, one after another", Calls, calls => counter.Call(factory.GetGrain<ICounter>("b"), calls));
            await Measure.RunAsync(table, "call from outside to one grain, 1,000 at once", Calls, calls => Flood(calls, _ => counter));
            var many = Enumerable.Range(0, 1000).Select(i => factory.GetGrain<ICounter>($"{i}")).ToArray();
            await Measure.RunAsync(table, "call from outside to 1,000 grains, 1,000 at once", Calls, calls => Flood(calls, i => many[i]));
            await Measure.RunAsync(table, "reference (GetGrain)", Calls, calls =>
            {
                for (var i = 0; i < calls; i++)
                {
                    factory.GetGrain<ICounter>("a");
                }

                return Task.CompletedTask;
            });
        }

        var thread = new OneThread();
        using (var services = Services(thread))
        {
            var factory = services.GetRequiredService<IGrainFactory>();
            var (a, b) = (factory.GetGrain<ICounter>("a"), factory.GetGrain<ICounter>("b"));
            await Measure.RunAsync(table, "call from grain to grain, all on one thread", Calls, calls => thread.Run(a.Call(b, calls)));
        }

        await Measure.RunAsync(table, "activation (a grain's first call)", Activations, async activations =>
        {
            using var services = Services();
            await ActivateAsync(services, activations);
        });
        await Measure.KeptAsync(table, "idle activation", Activations, async activations =>
        {
            var services = Services();
            await ActivateAsync(services, activations);
            return services;
        });
        await run.Report.AddAsync(table);
    }

    private static ServiceProvider Services(TaskScheduler? scheduler = null) => new ServiceCollection()
        .AddEmbeddedEngine(options => options.AddGrain<CounterGrain>().Scheduler = scheduler ?? TaskScheduler.Default)
        .BuildServiceProvider();

    private static async Task Flood(int calls, Func<int, ICounter> target)
    {
        var atOnce = new Task[1000];
        for (var i = 0; i < calls; i += atOnce.Length)
        {
            for (var j = 0; j < atOnce.Length; j++)
            {
                atOnce[j] = target(j).Add(1);
            }

            await Task.WhenAll(atOnce);
        }
    }

    private static async Task ActivateAsync(ServiceProvider services, int activations)
    {
        var factory = services.GetRequiredService<IGrainFactory>();
        for (var i = 0; i < activations; i += 100)
        {
            await Task.WhenAll(Enumerable.Range(i, 100).Select(key => factory.GetGrain<ICounter>(key).Add(1)));
        }
    }
}

internal interface ICounter : IGrainWithStringKey, IGrainWithIntegerKey
{
    Task<int> Add(int number);

    Task Call(ICounter other, int times);
}

internal sealed class CounterGrain : Grain, ICounter
{
    private int _sum;

    public Task<int> Add(int number) => Task.FromResult(_sum += number);

    public async Task Call(ICounter other, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await other.Add(1);
        }
    }
}

/// <summary>Runs everything on the thread that asks, so that no time goes into waking other threads.</summary>
internal sealed class OneThread : TaskScheduler
{
    private readonly Queue<Task> _ready = new();

    public Task Run(Task until)
    {
        while (!until.IsCompleted)
        {
            TryExecuteTask(_ready.Dequeue());
        }

        return until;
    }

    protected override void QueueTask(Task task) => _ready.Enqueue(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _ready;
}
