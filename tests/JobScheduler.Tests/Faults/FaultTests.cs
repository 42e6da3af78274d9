using JobScheduler.FaultTest;
using JobScheduler.FaultTest.Faults;
using Xunit;

namespace JobScheduler.Tests.Faults;

/// <summary>A few of each fault that needs no process. More: <c>dotnet run -c Release --project tests/FaultTest</c>.</summary>
public sealed class FaultTests : IDisposable
{
    private static readonly FaultOptions Few = new() { Cuts = 6, Errors = 8, Seed = 11 };
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jobscheduler-fault-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public Task PowerCut_AtAnyOperation_BreaksNoPromise() => AssertGoodAsync(new PowerCut());

    [Fact]
    public Task PowerCut_DiskIgnoresSyncs_IsFoundOut() => AssertGoodAsync(new LyingDisk());

    [Fact]
    public Task DiskFull_ForAWhile_RefusesAndRecovers() => AssertGoodAsync(new DiskFull { Rounds = 1 });

    [Fact]
    public Task IoErrors_WhileWorking_BreakNoPromise() => AssertGoodAsync(new IoErrors());

    [Fact]
    public Task IoErrors_AtStart_AreSaidOrBorne() => AssertGoodAsync(new IoErrorsAtStart { Places = 6 });

    [Fact]
    public Task BadHandlers_AllAtOnce_LeaveOthersQuick() => AssertGoodAsync(new BadHandlers { WaitsForNames = false });

    [Fact]
    public void Names_OfAllFaults_AreTakenByTheCommandLine()
    {
        Assert.All(FaultRun.All, fault => Assert.Null(FaultRun.Unknown(FaultOptions.Parse(["--only", fault.Name], out _)!)));
        Assert.NotNull(FaultRun.Unknown(FaultOptions.Parse(["--only", "gremlins"], out _)!));
    }

    private async Task AssertGoodAsync(IFault fault)
    {
        var result = await fault.RunAsync(Few, _folder.FullName);
        Assert.True(result.IsGood, string.Join('\n', result.Problems));
        Assert.True(result.Injected > 0, "nothing was injected");
    }
}
