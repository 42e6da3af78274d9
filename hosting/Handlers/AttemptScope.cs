using System.Collections;
using System.Globalization;
using JobScheduler.Grains.Jobs;

namespace JobScheduler.Hosting.Handlers;

/// <summary>The logger scope of an attempt: what every log line of a handler carries.</summary>
internal sealed class AttemptScope(string jobType, AttemptInfo attempt, JobContext context) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly KeyValuePair<string, object?>[] _items =
    [
        new("JobId", context.JobId),
        new("JobType", jobType),
        new("Attempt", context.Attempt),
        new("FencingToken", context.FencingToken),
        new("Partition", attempt.Partition),
        new("TraceId", context.TraceId),
    ];

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => _items[index];

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _items.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>For loggers that print scopes as text.</summary>
    public override string ToString() =>
        string.Join(' ', _items.Select(i => string.Create(CultureInfo.InvariantCulture, $"{i.Key}:{i.Value}")));
}
