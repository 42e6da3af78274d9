using System.Collections;
using System.Globalization;
using JobScheduler.Grains.Jobs;

namespace JobScheduler.Hosting.Handlers;

/// <summary>The logger scope of an attempt: what every log line of a handler carries.</summary>
internal sealed class AttemptScope(string jobType, AttemptInfo attempt, JobContext context) : IReadOnlyList<KeyValuePair<string, object?>>
{
    // Made when somebody looks: most attempts log nothing.
    private KeyValuePair<string, object?>[]? _items;

    /// <inheritdoc/>
    public int Count => Items.Length;

    private KeyValuePair<string, object?>[] Items => _items ??=
    [
        new("JobId", context.JobId),
        new("JobType", jobType),
        new("Attempt", context.Attempt),
        new("FencingToken", context.FencingToken),
        new("Partition", attempt.Partition),
        new("TraceId", context.TraceId),
    ];

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => Items[index];

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Items.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>For loggers that print scopes as text.</summary>
    public override string ToString() =>
        string.Join(' ', Items.Select(i => string.Create(CultureInfo.InvariantCulture, $"{i.Key}:{i.Value}")));
}
