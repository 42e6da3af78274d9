using System.Globalization;

namespace JobScheduler.Benchmarks;

/// <summary>What the processors of a virtual machine have done since its start, as its kernel counts it.</summary>
/// <param name="Total">Ticks in all, of all processors.</param>
/// <param name="Stolen">Those of them in which a processor had work and the host gave its time to others.</param>
internal sealed record CpuTimes(long Total, long Stolen)
{
    private const string StatFile = "/proc/stat";
    private const int StealColumn = 7; // user, nice, system, idle, iowait, irq, softirq, steal; the guests' after it are in user and nice

    /// <summary>Null where the system does not count it.</summary>
    public static CpuTimes? Now() => File.Exists(StatFile) ? Parse(File.ReadLines(StatFile).First()) : null;

    /// <summary>Reads the line that sums up all processors; null if it says nothing about the host.</summary>
    public static CpuTimes? Parse(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length <= StealColumn + 1 || words[0] != "cpu")
            return null;
        var ticks = words[1..(StealColumn + 2)].Select(word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        return new CpuTimes(ticks.Sum(), ticks[StealColumn]);
    }

    /// <summary>The part of all time that the host took since an earlier moment, from 0 to 1; of no time at all, 0.</summary>
    public double StolenSince(CpuTimes earlier) => Total == earlier.Total ? 0 : (Stolen - earlier.Stolen) / (double)(Total - earlier.Total);
}
