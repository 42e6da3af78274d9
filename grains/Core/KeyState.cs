namespace JobScheduler.Grains.Core;

/// <summary>
/// A concurrency key: one job holds it (it waits in its queue's line or runs), the others wait in the key's line in order of due
/// time, then of submission.
/// </summary>
internal sealed class KeyState(string key, LineHead line, string? holder)
{
    internal string Key { get; } = key;

    internal LineHead Line { get; } = line;

    /// <summary>The job that has the key, or null.</summary>
    internal string? Holder { get; set; } = holder;

    /// <summary>Its line's row must be written again.</summary>
    internal bool Changed { get; set; }

    /// <summary>Nobody holds it and the next in line must be read first.</summary>
    internal bool NeedsPage => Holder is null && Line.Count == 0 && !Line.IsComplete;
}
