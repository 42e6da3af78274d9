using System.Diagnostics;
using JobScheduler.Benchmarks.Running;
using JobScheduler.Benchmarks.Steady;

namespace JobScheduler.Benchmarks.Contenders.Ours;

/// <content>Submitting and performing at the same time.</content>
internal sealed partial class JobSchedulerContender
{
    // So many accepted jobs may wait; without a bound callers that are faster than the workers would only fill the store.
    private const int MostUnfinished = 20_000;
    private long _accepted;

    /// <summary>Durable completions in the time, while so many callers submit without a pause; what the whole process spends on each.</summary>
    public async Task<Measured> SteadyAsync(int callers, int perCall, TimeSpan time)
    {
        using var stop = new CancellationTokenSource();
        var calling = Task.WhenAll(Enumerable.Range(0, callers).Select(_ => KeepSubmittingAsync(perCall, stop.Token)));
        await Task.WhenAny(Task.Delay(_warmUp, _clock), calling);
        var before = await SampleAsync();
        await Task.WhenAny(Task.Delay(time, _clock), calling);
        var after = await SampleAsync();
        var unfinished = Volatile.Read(ref _accepted) - after.Completed;
        await stop.CancelAsync();
        await calling;
        await UntilCompletedAsync(_accepted);
        return SteadyFigures.Of(before, after, unfinished, Environment.WorkingSet);
    }

    private async Task KeepSubmittingAsync(int perCall, CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            await SubmitAtOnceAsync(perCall);
            var accepted = Interlocked.Add(ref _accepted, perCall);
            while (accepted - _bodies.Entered > MostUnfinished)
                await Task.Delay(TimeSpan.FromMilliseconds(1), _clock, CancellationToken.None);
        }
    }

    private Task SubmitAtOnceAsync(int perCall) => perCall == 1 ? Client.SubmitAsync(Job()) : FillAsync(perCall, perCall, () => Job());

    private async Task<SteadySample> SampleAsync()
    {
        var completed = await CompletedAsync();
        using var process = Process.GetCurrentProcess();
        return new SteadySample(_clock.GetTimestamp(), completed, GC.GetTotalAllocatedBytes(), process.TotalProcessorTime);
    }
}
