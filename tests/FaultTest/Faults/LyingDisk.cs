using System.Globalization;

namespace JobScheduler.FaultTest.Faults;

/// <summary>
/// The check of the check: a disk that answers syncs and does nothing. Nobody can keep a promise on it, so the run is good only if
/// the power cut's check says that promises were broken.
/// </summary>
internal sealed class LyingDisk : IFault
{
    private const int Rounds = 4;

    public string Name => "lying-disk";

    public async Task<FaultResult> RunAsync(FaultOptions options, string folder)
    {
        var found = 0;
        var accepted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var cut = new PowerCutRound(options.Seed + round, Path.Combine(folder, round.ToString(CultureInfo.InvariantCulture))) { IgnoresSyncs = true };
            var result = await cut.RunAsync(long.MaxValue);
            accepted += result.Accepted;
            found += result.IsGood ? 0 : 1;
        }

        return new FaultResult { Injected = Rounds, Note = $"of {accepted} accepted jobs some were lost in {found} of {Rounds} cuts, and the check said so" }
            .Expect(found > 0, "syncs did nothing and the check has not noticed");
    }
}
