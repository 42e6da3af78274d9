namespace JobScheduler.Grains.Node;

/// <summary>The last steps in which anything was counted, in a bounded ring. Not thread-safe.</summary>
/// <param name="length">How many steps are kept.</param>
internal sealed class StatsRing(int length)
{
    private readonly StatsCell?[] _cells = new StatsCell?[length];

    /// <summary>Adds to what was counted in a step; an older one in its place is forgotten.</summary>
    public void Add(StatsCell cell)
    {
        ref var place = ref _cells[cell.Step % _cells.Length];
        place = place?.Step == cell.Step ? Sum(place, cell) : cell;
    }

    /// <summary>The steps of a range, oldest first.</summary>
    /// <param name="first">The first step.</param>
    /// <param name="last">The last step.</param>
    public IEnumerable<StatsCell> Between(long first, long last) =>
        _cells.OfType<StatsCell>().Where(cell => cell.Step >= first && cell.Step <= last).OrderBy(cell => cell.Step);

    /// <summary>The kept steps up to one, oldest first.</summary>
    /// <param name="last">The last step.</param>
    public IEnumerable<StatsCell> UpTo(long last) => Between(last - _cells.Length + 1, last);

    // Of two looks at one node the greater one counts.
    private static StatsCell Sum(StatsCell one, StatsCell other)
    {
        var late = new LatenessHistogram();
        late.Add(one.Lateness);
        late.Add(other.Lateness);
        return one with
        {
            Submitted = one.Submitted + other.Submitted,
            Started = one.Started + other.Started,
            Finished = one.Finished + other.Finished,
            Failed = one.Failed + other.Failed,
            Queued = Math.Max(one.Queued, other.Queued),
            Running = Math.Max(one.Running, other.Running),
            Lateness = late.ToCounts(),
        };
    }
}
