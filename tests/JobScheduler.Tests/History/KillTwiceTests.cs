using JobScheduler.Tests.Architecture;
using JobScheduler.Tests.Samples;
using Xunit;

namespace JobScheduler.Tests.History;

public sealed class KillTwiceTests
{
    /// <summary>More rounds: <c>dotnet run -c Release --project tests/KillTest -- --rounds 10</c>.</summary>
    [Fact]
    public async Task KillTest_TwoRounds_BreaksNoPromise()
    {
        await using var test = ProgramProcess.Start(
            SourceTree.Program("tests/KillTest", "JobScheduler.KillTest"), "--rounds", "2", "--seconds-per-round", "3", "--rate", "40", "--settle-seconds", "60");
        Assert.True(await test.WaitForExitAsync() == 0, test.Output);
        Assert.Contains("kill test: clean", test.Output, StringComparison.Ordinal);
    }
}
