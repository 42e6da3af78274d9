using JobScheduler.Tests.Architecture;
using JobScheduler.Tests.Samples;
using Xunit;

namespace JobScheduler.Tests.History;

public sealed class KillScheduleTests
{
    /// <summary>Longer: <c>dotnet run -c Release --project tests/KillTest -- --schedule</c> runs 10 minutes with 5 kills.</summary>
    [Fact]
    public Task KillTest_EachSecondWithTwoKills_OneJobPerSecond() => RunAsync("--schedule", "--seconds", "15", "--kills", "2");

    [Fact]
    public Task KillTest_DownTime_EachPolicyDoesWhatItSays() => RunAsync("--down", "--down-seconds", "8");

    private static async Task RunAsync(params string[] arguments)
    {
        await using var test = ProgramProcess.Start(SourceTree.Program("tests/KillTest", "JobScheduler.KillTest"), arguments);
        Assert.True(await test.WaitForExitAsync() == 0, test.Output);
        Assert.Contains("kill test: clean", test.Output, StringComparison.Ordinal);
    }
}
