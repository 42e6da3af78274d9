using JobScheduler.KillTest;
using JobScheduler.LoadTest.Silo;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.LoadTest.Overload;

/// <summary>
/// Measures how many whole job lives the silo does in a second, offers it a multiple of that for a while, waits until all that was
/// accepted has ended, and reads every job back.
/// </summary>
internal sealed class OverloadRun(LoadOptions options, string data, TimeProvider time)
{
    public async Task<LoadReport> RunAsync()
    {
        using var silo = new SiloProcess(options.Silo, new Dictionary<string, string>(), data, time);
        await silo.StartAsync();
        await using var services = Clients.For(silo.Address);
        var client = services.GetRequiredService<IJobSchedulerClient>();
        var settling = new Settling(client, TimeSpan.FromSeconds(options.SettleSeconds), time);
        await using var memory = new MemorySampler(silo, time);
        memory.Start();

        // The silo's code is compiled for speed while it warms up: without that the capacity comes out too low.
        var warm = new Tally(1);
        await new Generator(silo.Address, time).ClosedAsync(options.Callers, TimeSpan.FromSeconds(2 * options.Measured), warm);
        await settling.UntilIdleAsync();
        var rounds = new List<Round>();
        foreach (var callers in options.Loops)
            rounds.Add(await MeasureAsync(silo, settling, callers));
        var best = rounds.MaxBy(round => round.Capacity)!;
        Console.WriteLine($"capacity: {best.Capacity:0} job lives per second; offering {options.Factor} % of it for {options.Seconds} s");

        var open = new Tally(options.Batch);
        var before = await settling.CompletedAsync();
        var start = time.GetTimestamp();
        var rate = best.Capacity * options.Factor / 100 / options.Batch;
        await new Generator(silo.Address, time).OpenAsync(rate, options.Lanes, options.Batch, TimeSpan.FromSeconds(options.Seconds), open);
        var window = time.GetElapsedTime(start).TotalSeconds;
        var completed = await settling.CompletedAsync() - before;
        await settling.UntilIdleAsync();
        var settled = time.GetElapsedTime(start).TotalSeconds - window;
        var audit = await Audit.ReadAsync(client);
        var report = Report(new Measured(best.Capacity, window, completed, settled), rounds, open, memory);
        AddAims(report, [warm, .. rounds.Select(round => round.Tally), open], audit);
        return report;
    }

    /// <summary>Whole lives: from the first submit to the end of the last job.</summary>
    private async Task<Round> MeasureAsync(SiloProcess silo, Settling settling, int callers)
    {
        var tally = new Tally(1);
        var start = time.GetTimestamp();
        await new Generator(silo.Address, time).ClosedAsync(callers, TimeSpan.FromSeconds(options.Measured), tally);
        await settling.UntilIdleAsync();
        return new Round(callers, tally, tally.Accepted.Count / time.GetElapsedTime(start).TotalSeconds);
    }

    private LoadReport Report(Measured measured, List<Round> rounds, Tally open, MemorySampler memory)
    {
        var report = new LoadReport($"Overload: {options.Factor} % of the capacity for {options.Seconds} s, {(options.Batch == 1 ? "single submits" : $"batches of {options.Batch}")}");
        double PerSecond(long count) => count / measured.Window;
        foreach (var round in rounds)
            report.Fact($"{round.Callers} callers", $"{round.Capacity:0} job lives/s in a closed loop of {options.Measured} s; accepted p50 {round.Tally.AcceptedTook.Quantile(0.5):0.0} ms, p99 {round.Tally.AcceptedTook.Quantile(0.99):0.0} ms");
        report.Fact("capacity", $"{measured.Capacity:0} job lives/s: the best of these");
        report.Fact("offered", $"{PerSecond(open.Offered):0}/s");
        report.Fact("accepted", $"{PerSecond(open.Accepted.Count):0}/s, {open.Accepted.Count} in all; p50 {open.AcceptedTook.Quantile(0.5):0.0} ms, p99 {open.AcceptedTook.Quantile(0.99):0.0} ms");
        report.Fact("refused 429", $"{PerSecond(open.Refused429):0}/s, {open.Refused429} in all");
        report.Fact("refused 503", $"{PerSecond(open.Refused503):0}/s, {open.Refused503} in all");
        report.Fact("refusals took", $"p50 {open.RefusedTook.Quantile(0.5):0.0} ms, p99 {open.RefusedTook.Quantile(0.99):0.0} ms");
        report.Fact("not sent", $"{PerSecond(open.Unsent):0}/s: due while all {options.Lanes} connections waited");
        report.Fact("no clear answer", $"{open.Unknown}");
        report.Fact("completed in the window", $"{PerSecond(measured.Completed):0}/s, {measured.Completed} in all; the rest {measured.Settled:0.0} s after it");
        report.Fact("RSS", $"{memory.First:0} MiB at the start, {memory.Peak:0} MiB peak, {memory.Last:0} MiB at the end");

        var goodput = 100 * PerSecond(measured.Completed) / measured.Capacity;
        report.Aim("goodput", $"{goodput:0} % of the capacity, at least {options.Goodput} %", goodput >= options.Goodput);
        report.Aim("RSS", $"{memory.Peak:0} MiB peak, under {options.RssMib} MiB", memory.Peak < options.RssMib);
        report.Aim("refusals are fast", $"p99 {open.RefusedTook.Quantile(0.99):0.0} ms, at most {options.RefusedP99Ms} ms", open.RefusedTook.Quantile(0.99) <= options.RefusedP99Ms);
        return report;
    }

    private static void AddAims(LoadReport report, Tally[] tallies, Audit audit)
    {
        var accepted = tallies.SelectMany(tally => tally.Accepted).ToHashSet(StringComparer.Ordinal);
        var inDoubt = tallies.Sum(tally => tally.Unknown + tally.Refused503);
        var (lost, others) = (accepted.Count(id => !audit.Completed.Contains(id)), audit.Jobs - accepted.Count(audit.Seen.Contains));
        report.Aim("accepted jobs completed", $"{accepted.Count - lost} of {accepted.Count}", lost == 0);
        report.Aim("in one attempt, listed once", $"{audit.Repeated} not", audit.Repeated == 0);
        report.Aim("stored without acceptance", $"{others}, at most {inDoubt} were in doubt", others <= inDoubt);
    }

    private sealed record Round(int Callers, Tally Tally, double Capacity);

    private sealed record Measured(double Capacity, double Window, long Completed, double Settled);
}
