using System.Collections.Concurrent;

namespace JobScheduler.Tests.Engine;

/// <summary>
/// How test and test grains meet: latches by name (one side opens, the other waits) and a trace of what happened. One per engine, so
/// names contain the key of the grain.
/// </summary>
internal sealed class Probe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _latches = new();
    private readonly ConcurrentQueue<string> _trace = new();
    private long _numbers;

    /// <summary>A number that was not given before.</summary>
    public long Next() => Interlocked.Increment(ref _numbers);

    public void Open(string latch) => Latch(latch).TrySetResult();

    public Task Opened(string latch) => Latch(latch).Task;

    public bool IsOpen(string latch) => Latch(latch).Task.IsCompleted;

    /// <summary>Notes an event, and opens the latch of its name.</summary>
    public void Note(string happened)
    {
        _trace.Enqueue(happened);
        Open(happened);
    }

    public string[] Noted(string startingWith) => [.. _trace.Where(happened => happened.StartsWith(startingWith, StringComparison.Ordinal))];

    public Task Wait(string latch) => Wait(Opened(latch), $"'{latch}' did not happen");

    public static async Task Wait(Task task, string phase)
    {
        try
        {
            await task.WaitAsync(Patience);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"{phase} within {Patience.TotalSeconds} s.");
        }
    }

    private TaskCompletionSource Latch(string name) =>
        _latches.GetOrAdd(name, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}

/// <summary>A scoped service: one per activation.</summary>
internal sealed class ActivationScoped : IDisposable
{
    private readonly Probe _probe;

    public ActivationScoped(Probe probe)
    {
        _probe = probe;
        Number = probe.Next();
    }

    public long Number { get; }

    public void Dispose() => _probe.Note($"scope disposed {Number}");
}
