using System.Globalization;
using System.Runtime.InteropServices;

namespace JobScheduler.Benchmarks;

/// <summary>What figures were measured on; without it they mean nothing.</summary>
internal static class Machine
{
    private const double Gibibyte = 1L << 30;

    public static string Describe()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Gibibyte;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"machine: {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, "
            + $"{Environment.ProcessorCount} cores{Processor()}, {memory:N1} GiB of memory");
#if DEBUG
        text += "; a debug build: these figures mean nothing, use -c Release";
#endif
        return text;
    }

    private static string Processor()
    {
        const string CpuInfo = "/proc/cpuinfo";
        var line = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? "" : $" ({line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()})";
    }
}
