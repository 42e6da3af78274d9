using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using JobScheduler.Benchmarks.Results;
using Microsoft.Win32.SafeHandles;

namespace JobScheduler.Benchmarks;

/// <summary>
/// How often a second the disk below a folder makes 4 KiB durable, which bounds every scheduler that does not group its commits, and how
/// long it takes for it.
/// </summary>
internal static class DiskSpeed
{
    private const int BlockSize = 4096;
    private const int Blocks = 256;
    private const int Rounds = 5;
    private static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(400);

    public static string Describe(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "disk-speed");
        try
        {
            using var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite);
            RandomAccess.Write(file, new byte[BlockSize * Blocks], 0);
            Sync(file);
            var overwrites = new Figure([.. Enumerable.Range(0, Rounds).Select(_ => Measure(file, i => i % Blocks))]);
            long end = Blocks;
            var latencies = new List<double>();
            var appends = new Figure([.. Enumerable.Range(0, Rounds).Select(_ => Measure(file, _ => end++, latencies))]);
            var sorted = latencies.Order().ToArray();
            var call = OperatingSystem.IsLinux() ? "fdatasync" : "flush to disk";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"disk: {call} of 4 KiB, {overwrites} overwrites and {appends} appends per second, medians of {Rounds}; the call after an append "
                + $"takes {Ms(0.5)} ms (p50), {Ms(0.99)} ms (p99), {Ms(1)} ms (max of {sorted.Length:N0})");
            string Ms(double part) => Figure.Show(Percentile.At(sorted, part));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static double Measure(SafeFileHandle file, Func<long, long> place, List<double>? latencies = null)
    {
        var block = new byte[BlockSize];
        var start = Stopwatch.GetTimestamp();
        var count = 0L;
        for (; Stopwatch.GetElapsedTime(start) < RoundTime; count++)
        {
            block[count % BlockSize]++;
            RandomAccess.Write(file, block, place(count) * BlockSize);
            var written = Stopwatch.GetTimestamp();
            Sync(file);
            latencies?.Add(Stopwatch.GetElapsedTime(written).TotalMilliseconds);
        }

        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // .NET flushes by fsync, which also writes the file's times; databases use fdatasync.
    private static void Sync(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
            RandomAccess.FlushToDisk(file);
        else if (FDataSync((int)file.DangerousGetHandle()) != 0)
            throw new IOException("fdatasync failed.");
    }

    [DllImport("libc", EntryPoint = "fdatasync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FDataSync(int file);
}
