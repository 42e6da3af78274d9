using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace JobScheduler.Grains.Diagnostics;

/// <summary>
/// What the runtime's own meter (<c>System.Runtime</c>: cpu, memory, garbage collection, thread pool) leaves out of this process. What a
/// system does not tell, or cannot tell because its descriptors are used up, is absent.
/// </summary>
internal sealed class ProcessGauges
{
    private const string Threads = "/proc/self/task";
    private const string Descriptors = "/proc/self/fd";
    private const string Limits = "/proc/self/limits";

    public ProcessGauges(Meter meter)
    {
        var started = StartTime();
        meter.CreateObservableGauge("process.start_time", () => started, "s", "When the process started, as Unix time.");
        meter.CreateObservableUpDownCounter("process.thread.count", () => Told(() => Entries(Threads)), "{thread}", "Threads of the process.");
        meter.CreateObservableUpDownCounter("process.open_file_descriptor.count", () => Told(() => Entries(Descriptors)), "{file_descriptor}", "File descriptors in use.");
        meter.CreateObservableUpDownCounter("process.open_file_descriptor.limit", () => Told(MostDescriptors), "{file_descriptor}", "File descriptors that the process may use.");
    }

    private static double StartTime()
    {
        using var process = Process.GetCurrentProcess();
        return new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0;
    }

    private static Measurement<long>[] Told(Func<long?> read)
    {
        try
        {
            return read() is { } value ? [new Measurement<long>(value)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return [];
        }
    }

    private static long? Entries(string folder) => Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder).LongCount() : null;

    private static long? MostDescriptors()
    {
        if (!File.Exists(Limits))
            return null;
        var line = File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return soft is null or "unlimited" ? null : long.Parse(soft, CultureInfo.InvariantCulture);
    }
}
