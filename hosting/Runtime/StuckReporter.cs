using JobScheduler.Grains.Node;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Hosting.Runtime;

/// <summary>Says once of each handler that does not let go which job it belongs to, and once when it has returned after all.</summary>
internal sealed partial class StuckReporter(SchedulerNode node, ILogger log) : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly ILogger _log = log;
    private readonly Lock _gate = new();
    private Dictionary<(int Partition, long Token), StuckHandler> _said = [];
    private ITimer? _timer;

    public void Start() => _timer = node.Clock.CreateTimer(_ => Look(), null, Every, Every);

    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        // Timer calls may overlap after a stall: the later one finds nothing new.
        if (!_gate.TryEnter())
            return;
        try
        {
            var named = node.Attempts.Stuck.Named();
            foreach (var stuck in named.Where(stuck => !_said.TryGetValue(IdOf(stuck), out var said) || said.Stopped != stuck.Stopped))
                Say(stuck);
            var now = named.ToDictionary(IdOf);
            foreach (var gone in _said.Values.Where(said => !now.ContainsKey(IdOf(said))))
                LogLetGo(gone.Order.Attempt, gone.Order.JobId, gone.Order.Spec.JobType);
            _said = now;
        }
        finally
        {
            _gate.Exit();
        }
    }

    private static (int, long) IdOf(StuckHandler stuck) => (stuck.Order.Partition, stuck.Order.Token);

    private void Say(StuckHandler stuck)
    {
        var (order, seconds) = (stuck.Order, (long)stuck.For.TotalSeconds);
        if (stuck.Stopped)
            LogIgnoresToken(order.Attempt, order.JobId, order.Spec.JobType, seconds);
        else
            LogHoldsThread(order.Attempt, order.JobId, order.Spec.JobType, seconds);
    }

    [LoggerMessage(1061, LogLevel.Warning,
        "The handler of attempt {Attempt} of job {JobId} ({JobType}) goes on {Seconds} s after its cancellation token fired; its slot stays taken until it returns",
        EventName = "handler_ignores_token")]
    private partial void LogIgnoresToken(int attempt, string jobId, string jobType, long seconds);

    [LoggerMessage(1062, LogLevel.Warning,
        "The handler of attempt {Attempt} of job {JobId} ({JobType}) has held its thread for {Seconds} s without awaiting anything", EventName = "handler_holds_thread")]
    private partial void LogHoldsThread(int attempt, string jobId, string jobType, long seconds);

    [LoggerMessage(1063, LogLevel.Information, "The handler of attempt {Attempt} of job {JobId} ({JobType}) has let go", EventName = "handler_let_go")]
    private partial void LogLetGo(int attempt, string jobId, string jobType);
}
