using JobScheduler.Benchmarks.Contenders;
using JobScheduler.Benchmarks.Punctuality;
using JobScheduler.Benchmarks.Results;
using JobScheduler.Benchmarks.Running;

namespace JobScheduler.Benchmarks.Compare;

/// <summary>Ours and the peers side by side. A peer that cannot run here is named with the reason.</summary>
internal sealed class CompareSuite : ISuite
{
    public string Name => "compare";

    public string Description => "ours and the peers side by side: submits, drains, lateness";

    public async Task RunAsync(SuiteRun run)
    {
        var cases = CompareCase.Wanted(run.Options);
        var (present, missing) = await FindAsync(run.Options.Contenders);
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var compared in cases)
        {
            var asked = present.Select(contender => (Contender: contender, Arguments: compared.Arguments(contender))).ToArray();
            var runs = new Queue<IReadOnlyList<Measured>>(await run.MeasureAsync([.. asked.Select(a => a.Arguments).OfType<ChildArguments>()]));
            CompareRow[] rows = [.. asked.Select(a => new CompareRow(a.Contender, a.Arguments, a.Arguments is null ? [] : runs.Dequeue()))];
            foreach (var row in rows.Where(row => row.Runs.Count > 0))
                settings[row.Contender.Name] = row.Runs[0].Settings;
            var table = rows.Any(row => row.IsLateness) ? LatenessTable(run.Report, compared, rows, CompareCase.LatenessSeconds(run.Options)) : RateTable(compared, rows);
            foreach (var (contender, reason) in missing)
                table.Note($"{contender.Name} skipped: {reason}");
            await run.Report.AddAsync(table);
        }

        await run.Report.AddAsync(SettingsTable(run, settings, present));
    }

    private static async Task<(IContender[] Present, (IContender Contender, string Reason)[] Missing)> FindAsync(IReadOnlyList<string> wanted)
    {
        var contenders = AllContenders.Create().Where(contender => wanted.Count == 0 || wanted.Contains(contender.Name)).ToArray();
        var reasons = new List<(IContender Contender, string? Reason)>();
        foreach (var contender in contenders)
            reasons.Add((contender, await contender.MissingAsync()));
        return (
            [.. reasons.Where(r => r.Reason is null).Select(r => r.Contender)],
            [.. reasons.Where(r => r.Reason is not null).Select(r => (r.Contender, r.Reason!))]);
    }

    private static Table RateTable(CompareCase compared, CompareRow[] rows)
    {
        var table = new Table(compared.What, "scheduler", "a run", "jobs per second", "times ours", "durability");
        var ours = rows.FirstOrDefault(row => row.Contender.Name == ChildArguments.OurName)?.Rates?.Median ?? double.NaN;
        foreach (var row in rows)
        {
            if (row.Rates is { } rates)
                table.Add(row.Contender.Name, row.Extent, rates, new Figure([rates.Median / ours]), row.Contender.Durability);
            else
                table.Add(row.Contender.Name, row.Extent, row.WhyNot, "-", row.Contender.Durability);
        }

        return table;
    }

    private static Table LatenessTable(Report report, CompareCase compared, CompareRow[] rows, int seconds)
    {
        var table = LatenessTables.New(compared.What, "scheduler");
        foreach (var row in rows)
        {
            if (row.IsLateness)
                LatenessTables.Add(table, row.Runs, row.Contender.Name);
            else
                table.Note($"{row.Contender.Name}: {row.WhyNot}");
            if (row.IsLateness && row.Contender.Name == ChildArguments.OurName)
                LatenessTables.Check(report, row.Runs, row.Contender.Name, 100L * seconds);
        }

        table.Note($"the jobs of a run are due over {seconds} s, all stored before the first of them");
        return table;
    }

    private static Table SettingsTable(SuiteRun run, SortedDictionary<string, string> settings, IContender[] present)
    {
        var table = new Table("Settings of the schedulers", "scheduler", "accepted jobs survive", "version and settings");
        foreach (var contender in present.Where(contender => settings.ContainsKey(contender.Name)))
            table.Add(contender.Name, contender.Durability == "none" ? "nothing" : "power loss", settings[contender.Name]);
        table.Note("each run is a process and a store of its own, all schedulers in turn");
        table.Note($"{run.WarmUpNote}, whichever the scheduler");
        return table;
    }
}
