namespace JobScheduler.Simulation;

/// <summary>Loses answers of calls between grains, or the calls themselves, as a network between silos does.</summary>
internal sealed class CallFaults(SimWorld world, Random random)
{
    public CallFate FateOf(string method, object?[] arguments)
    {
        if (world.Options.Broken == Broken.AcceptStaleTokens && arguments is [AttemptReport report])
            arguments[0] = report with { Token = world.Observer.NewestToken(report.JobId) ?? report.Token };
        if (method == "IPartitionGrain.ReportAsync" && !world.Profile.StartsByCalls)
        {
            world.Count("fast: refused reports sent as calls");
            if (world.Options.Broken == Broken.DropRefusedReports)
                arguments[0] = ((AttemptReport)arguments[0]!) with { Token = 0 }; // stale, and so the last that is heard of it
        }

        if (world.IsHealed)
            return CallFate.Run;
        if (world.Options.Broken == Broken.DropEffects && method == "INodeGrain.StartAsync" && random.Next(20) == 0)
            return CallFate.Swallow;
        if (random.NextDouble() >= world.Profile.CallFaults)
            return CallFate.Run;
        var fate = random.Next(3) == 0 ? CallFate.LoseCall : CallFate.LoseAnswer;
        world.Count(fate == CallFate.LoseCall ? "calls lost" : "answers lost");
        return fate;
    }
}
