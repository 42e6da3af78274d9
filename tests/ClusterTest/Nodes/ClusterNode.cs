using JobScheduler.KillTest;

namespace JobScheduler.ClusterTest.Nodes;

/// <summary>A silo or gateway process with a supervisor: where it ends by itself it is started again, as a service manager does.</summary>
internal sealed class ClusterNode(SiloProcess process, string name, TimeProvider time) : IDisposable
{
    private const int Kill = 9;
    private const int Stop = 19;
    private const int Continue = 18;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan UpWithin = TimeSpan.FromMinutes(4);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<int> _ends = [];
    private volatile bool _isWanted;
    private volatile bool _wasKilled;

    public string Name => name;

    public Uri Address => process.Address;

    /// <summary>The exit codes with which it ended by itself.</summary>
    public IReadOnlyList<int> Ends
    {
        get
        {
            lock (_ends)
                return [.. _ends];
        }
    }

    /// <summary>
    /// Returns when it is ready. One that ends as it starts, because the others take it for dead or the store is away, is started again.
    /// </summary>
    /// <exception cref="KillTestException">It does not stay up.</exception>
    public async Task StartAsync()
    {
        _isWanted = true;
        var start = time.GetTimestamp();
        do
            await InTurnAsync(RestartAsync);
        while (process.ProcessId is null && time.GetElapsedTime(start) < UpWithin);
        if (process.ProcessId is null)
            throw new KillTestException($"{name} does not stay up.");
    }

    /// <summary>SIGKILL, also of one that is starting; it stays down.</summary>
    public async Task KillAsync()
    {
        (_isWanted, _wasKilled) = (false, true);
        while (!await _turn.WaitAsync(Look))
            process.TrySignal(Kill);
        await WithTurnAsync(async () =>
        {
            if (process.ProcessId is not null)
                await process.KillAsync();
        });
    }

    /// <summary>Whether it takes work within a few minutes, should it be starting now.</summary>
    public async Task<bool> IsUpAsync()
    {
        var start = time.GetTimestamp();
        while (_turn.CurrentCount == 0 || process.ProcessId is null)
        {
            if (time.GetElapsedTime(start) > UpWithin)
                return false;
            await Task.Delay(Look, time);
        }

        return true;
    }

    /// <summary>SIGSTOP; false: it does not run.</summary>
    public bool TryFreeze() => process.TrySignal(Stop);

    /// <summary>SIGCONT.</summary>
    public void Thaw() => process.TrySignal(Continue);

    /// <summary>Until it is told to stop.</summary>
    public async Task SuperviseAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Look, time);
        while (await IsNextAsync(timer, stop))
        {
            if (_turn.CurrentCount > 0)
                await InTurnAsync(RestartAsync);
        }
    }

    public void Dispose()
    {
        process.Dispose();
        _turn.Dispose();
    }

    private async Task RestartAsync()
    {
        if (!_isWanted || process.ProcessId is not null)
            return;
        if (process.EndedWith is { } code && !_wasKilled)
        {
            lock (_ends)
                _ends.Add(code);
            Console.WriteLine($"  {time.GetUtcNow():HH:mm:ss.f} {name} ended by itself with code {code}");
        }

        _wasKilled = false;
        try
        {
            await process.StartAsync();
        }
        catch (KillTestException e) when (_isWanted)
        {
            Console.WriteLine($"  {time.GetUtcNow():HH:mm:ss.f} {name}: {e.Message} It is started again.");
        }
        catch (KillTestException)
        {
            // It was killed as it started.
        }
    }

    private async Task InTurnAsync(Func<Task> act)
    {
        await _turn.WaitAsync();
        await WithTurnAsync(act);
    }

    private async Task WithTurnAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        finally
        {
            _turn.Release();
        }
    }

    private static async Task<bool> IsNextAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
