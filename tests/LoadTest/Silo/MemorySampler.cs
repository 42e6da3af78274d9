using System.Globalization;
using JobScheduler.KillTest;

namespace JobScheduler.LoadTest.Silo;

/// <summary>Reads the silo's resident memory twice a second.</summary>
internal sealed class MemorySampler(SiloProcess silo, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<(TimeSpan At, double Mib)> _samples = [];
    private readonly long _start = time.GetTimestamp();
    private Task _sampling = Task.CompletedTask;

    public double Peak => Samples.Max(sample => sample.Mib);

    public double First => Samples[0].Mib;

    public double Last => Samples[^1].Mib;

    private List<(TimeSpan At, double Mib)> Samples
    {
        get
        {
            lock (_samples)
                return _samples.Count == 0 ? throw new LoadTestException("The silo's memory could not be read.") : [.. _samples];
        }
    }

    public void Start() => _sampling = SampleAsync();

    /// <summary>The median between two moments since the start; null if nothing was read then.</summary>
    public double? Median(TimeSpan from, TimeSpan to)
    {
        var between = Samples.Where(sample => sample.At >= from && sample.At < to).Select(sample => sample.Mib).Order().ToList();
        return between.Count == 0 ? null : between[between.Count / 2];
    }

    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sampling;
        _stop.Dispose();
    }

    private async Task SampleAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (silo.ProcessId is { } process && Read(process) is { } mib)
            {
                lock (_samples)
                    _samples.Add((Elapsed, mib));
            }

            await Task.Delay(Step, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static double? Read(int process)
    {
        try
        {
            // The line is "VmRSS:     123456 kB".
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
            return line is null ? null : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return null; // it has just ended
        }
    }
}
