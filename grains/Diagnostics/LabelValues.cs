using System.Collections.Concurrent;

namespace JobScheduler.Grains.Diagnostics;

/// <summary>
/// The values one label of the metrics may have. Job types and queues are what callers make up, so only the first so many get a value of
/// their own; the rest share one, and the number of series stays bounded. Thread-safe; a known value is looked up without a lock.
/// </summary>
/// <param name="most">How many values get their own.</param>
public sealed class LabelValues(int most)
{
    /// <summary>What the values beyond the bound share.</summary>
    public const string Other = "other";

    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private volatile bool _full = most <= 0;

    /// <summary>The label of a value.</summary>
    /// <param name="value">Any text.</param>
    public string Of(string value) =>
        _known.TryGetValue(value, out var label) ? label : _full ? Other : Add(value);

    private string Add(string value)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(value, out var known))
                return known;
            if (_full)
                return Other;
            _known[value] = value;
            _full = _known.Count >= most;
            return value;
        }
    }
}
