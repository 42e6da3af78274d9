using System.Globalization;

namespace JobScheduler.FaultTest.Faults;

/// <summary>The power fails at any operation on the disk: everything that was answered is there afterwards.</summary>
internal sealed class PowerCut : IFault
{
    private const int AtOnce = 4;

    public string Name => "power-cut";

    public async Task<FaultResult> RunAsync(FaultOptions options, string folder)
    {
        // How many operations there are to choose from: a whole life without a cut, and the start alone.
        var whole = new PowerCutRound(options.Seed, Path.Combine(folder, "whole"));
        var result = await whole.RunAsync(long.MaxValue);
        var start = new PowerCutRound(options.Seed, Path.Combine(folder, "start")) { Jobs = 0 };
        result = result.And(await start.RunAsync(long.MaxValue));

        var random = new Random(options.Seed);
        var cuts = Enumerable.Range(0, options.Cuts).Select(number => (Number: number, Seed: random.Next(), At: At(random, number, start.Operations, whole.Operations))).ToList();
        var results = new FaultResult[cuts.Count];
        await Parallel.ForEachAsync(cuts, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (cut, _) =>
            results[cut.Number] = await RoundAsync(cut.Seed, cut.At, Path.Combine(folder, cut.Number.ToString(CultureInfo.InvariantCulture))));
        return results.Aggregate(result, (sum, one) => sum.And(one)) with
        {
            Note = $"cut at {cuts.Count} of {whole.Operations} operations, {start.Operations} of them the start",
        };
    }

    /// <summary>One in five falls into the start, which is short and has much that can go wrong.</summary>
    private static long At(Random random, int number, long start, long whole) => number % 5 == 0 ? random.NextInt64(1, start + 1) : random.NextInt64(start, whole + 1);

    private static async Task<FaultResult> RoundAsync(int seed, long at, string folder)
    {
        var result = await new PowerCutRound(seed, folder).RunAsync(at);
        if (result.IsGood)
            Directory.Delete(folder, recursive: true);
        return result;
    }
}
