namespace JobScheduler;

/// <summary>An attempt's log on its way into the store and out of it.</summary>
/// <param name="Truncated">There were earlier lines, which are not kept.</param>
/// <param name="Lines">Oldest first, at least one.</param>
[GenerateSerializer, Immutable, Alias("JobScheduler.LoggedLines")]
public sealed record LoggedLines(
    [property: Id(0)] bool Truncated,
    [property: Id(1)] IReadOnlyList<LogLine> Lines);
