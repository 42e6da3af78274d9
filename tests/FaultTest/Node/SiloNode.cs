using System.Collections.Concurrent;
using JobScheduler.KillTest;
using JobScheduler.Tests.History;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.FaultTest.Node;

/// <summary>The real silo as a process, its client over HTTP, and the server its jobs call, which writes down who came.</summary>
internal sealed class SiloNode : IAsyncDisposable
{
    private readonly ConcurrentQueue<HistoryEvent> _seen = new();
    private readonly Recorder _recorder;
    private readonly SiloProcess _silo;
    private readonly ServiceProvider _services;

    private SiloNode(string silo, string folder, int? mostFiles)
    {
        _recorder = new Recorder(_seen, TimeProvider.System);
        _silo = new SiloProcess(silo, new Dictionary<string, string>(SiloProcess.QuietLog) { ["JobScheduler__Slots"] = "32" }, folder, TimeProvider.System) { MostFiles = mostFiles };
        var services = new ServiceCollection();
        services.AddJobSchedulerClient(client =>
        {
            client.BaseAddress = _silo.Address;
            client.MaxRetries = 0;
            client.AttemptTimeout = TimeSpan.FromSeconds(30);
        });
        _services = services.BuildServiceProvider();
    }

    public IJobSchedulerClient Client => _services.GetRequiredService<IJobSchedulerClient>();

    public Uri Address => _silo.Address;

    public static async Task<SiloNode> StartAsync(string silo, string folder, int? mostFiles = null)
    {
        var node = new SiloNode(silo, folder, mostFiles);
        await node._recorder.StartAsync();
        await node._silo.StartAsync();
        return node;
    }

    /// <summary>A job that calls the recorder, which takes so long and fails so often first.</summary>
    public JobSubmission Recorded(int milliseconds, int failures = 0) => new()
    {
        JobType = "http",
        Payload = RawJson.From(new { url = _recorder.Url(milliseconds, failures), method = "POST", timeout_ms = 600_000 }),
        MaxAttempts = 20,
        Retry = RetryPolicy.Fixed(TimeSpan.FromMilliseconds(300)),
    };

    /// <summary>An attempt of the job has reached the recorder.</summary>
    public bool HasEntered(string jobId) => _seen.OfType<AttemptEntered>().Any(entered => entered.JobId == jobId);

    /// <summary>Adds what the recorder saw; the node's time of an entry is what the store says.</summary>
    public async Task CompleteAsync(NodeHistory history)
    {
        foreach (var one in _seen)
        {
            var at = one is AttemptEntered entered && await Client.GetAsync(entered.JobId) is { } job
                ? job.Attempts.FirstOrDefault(each => each.FencingToken == entered.Token && each.Outcome is not (null or AttemptOutcome.Lost))?.StartedAt
                : null;
            history.Add(at is { } node ? ((AttemptEntered)one) with { NodeTime = node } : one);
        }
    }

    /// <summary>Processor time the silo has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            using var process = System.Diagnostics.Process.GetProcessById(_silo.ProcessId!.Value);
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Sends it a signal.</summary>
    public void Signal(int signal) => _silo.Signal(signal);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _silo.Dispose();
        await _recorder.DisposeAsync();
    }
}
