using System.Diagnostics;

namespace JobScheduler.FaultTest.Node;

/// <summary>What this process spends while it should have nothing to do.</summary>
internal static class Processor
{
    private const int MostSeconds = 10;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>More than this in a second is not idle.</summary>
    public static TimeSpan Idle { get; } = TimeSpan.FromMilliseconds(150);

    /// <summary>Processor time of the calmest of some seconds: the compiler works in the background for a while, who spins does so in all.</summary>
    public static async Task<TimeSpan> CalmestSecondAsync()
    {
        using var self = Process.GetCurrentProcess();
        var least = TimeSpan.MaxValue;
        for (var second = 0; second < MostSeconds && least > Idle; second++)
        {
            self.Refresh();
            var before = self.TotalProcessorTime;
            await Waiting.Pause(Second);
            self.Refresh();
            var spent = self.TotalProcessorTime - before;
            least = spent < least ? spent : least;
        }

        return least;
    }
}
