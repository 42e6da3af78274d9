namespace JobScheduler.Grains.Node;

/// <summary>Pauses between tries of what failed: doubled up to a longest one.</summary>
internal static class Backoff
{
    /// <summary>The pause after this one.</summary>
    public static TimeSpan Next(TimeSpan pause, TimeSpan longest) => pause * 2 < longest ? pause * 2 : longest;
}
