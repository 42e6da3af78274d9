namespace JobScheduler.ClusterTest.Chaos;

/// <summary>Which fault comes when: each kind as often as it is listed, in an order drawn anew for every thirty.</summary>
internal static class FaultPlan
{
    private static readonly FaultKind[] Thirty =
    [
        .. Enumerable.Repeat(FaultKind.KillSilo, 8),
        .. Enumerable.Repeat(FaultKind.FreezeSilo, 7),
        .. Enumerable.Repeat(FaultKind.RestartAll, 2),
        .. Enumerable.Repeat(FaultKind.PowerCut, 2),
        .. Enumerable.Repeat(FaultKind.KillGateway, 2),
        .. Enumerable.Repeat(FaultKind.KillStore, 3),
        .. Enumerable.Repeat(FaultKind.PauseStore, 3),
        .. Enumerable.Repeat(FaultKind.StopStore, 3),
    ];

    /// <summary>The first so many.</summary>
    public static IEnumerable<FaultKind> Take(int rounds, Random random) =>
        Enumerable.Range(0, (rounds + Thirty.Length - 1) / Thirty.Length).SelectMany(_ => Shuffled(random)).Take(rounds);

    private static FaultKind[] Shuffled(Random random)
    {
        var some = Thirty.ToArray();
        random.Shuffle(some);
        return some;
    }
}
