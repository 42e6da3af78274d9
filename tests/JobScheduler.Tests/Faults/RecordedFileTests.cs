using JobScheduler.FaultTest.Vfs;
using Xunit;

namespace JobScheduler.Tests.Faults;

/// <summary>What the recording disk says a power cut leaves.</summary>
public sealed class RecordedFileTests
{
    [Fact]
    public void AfterPowerCut_Synced_IsAllThere()
    {
        var file = new RecordedFile([1, 2, 3]);
        file.Write(1, [7, 8, 9]);
        file.Truncate(3);
        file.Sync();
        foreach (var survival in new[] { 0, 0.5, 1 })
            Assert.Equal([1, 7, 8], file.AfterPowerCut(new Random(1), survival));
    }

    [Fact]
    public void AfterPowerCut_Unsynced_IsThereAsTheDiskLikes()
    {
        var file = new RecordedFile(new byte[4 * RecordedFile.SectorBytes]);
        file.Write(0, [.. Enumerable.Repeat((byte)1, 4 * RecordedFile.SectorBytes)]);
        Assert.DoesNotContain((byte)1, file.AfterPowerCut(new Random(1), 0));
        Assert.DoesNotContain((byte)0, file.AfterPowerCut(new Random(1), 1));
        var seen = new HashSet<string>();
        for (var seed = 0; seed < 200; seed++)
        {
            var sectors = file.AfterPowerCut(new Random(seed), 0.2).Chunk(RecordedFile.SectorBytes).ToList();
            Assert.All(sectors, sector => Assert.Single(sector.Distinct())); // a sector is never half written
            seen.Add(string.Concat(sectors.Select(sector => sector[0])));
        }

        Assert.Contains("0101", seen);
        Assert.Contains("1010", seen);
    }

    [Fact]
    public void AfterPowerCut_UnsyncedGrowth_MayBeMissing()
    {
        var file = new RecordedFile([]);
        file.Write(0, new byte[1_000]);
        var sizes = Enumerable.Range(0, 50).Select(seed => file.AfterPowerCut(new Random(seed), 0.5).Length).ToHashSet();
        Assert.Equal([0, 1_000], sizes.Order());
    }

    [Fact]
    public void AfterPowerCut_UnsyncedNames_SurviveInTheirOrder()
    {
        var folder = new RecordedFolder();
        folder.Create("draft");
        folder.Move("draft", "final");
        folder.Create("log");
        var seen = Enumerable.Range(0, 100).Select(seed => string.Join(' ', folder.AfterPowerCut(new Random(seed), 0.5).Keys.Order())).ToHashSet();
        Assert.Equal(["", "draft", "final", "final log"], seen.Order());
        folder.Sync();
        Assert.Equal(["final", "log"], folder.AfterPowerCut(new Random(1), 0).Keys.Order());
    }
}
