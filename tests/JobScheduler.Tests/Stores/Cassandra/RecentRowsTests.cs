using JobScheduler.Stores.Cassandra.Log;
using Xunit;

namespace JobScheduler.Tests.Stores.Cassandra;

public sealed class RecentRowsTests
{
    private readonly RecentRows _rows = new();

    [Fact]
    public void Change_KnownRow_ShowsTheChange()
    {
        _rows.Put(Row("a"));
        _rows.Change("a", row => row with { ResultSeq = 7 });
        Assert.Equal(7, _rows.Find(["a", "b"]).Single().Value.ResultSeq);
    }

    [Fact]
    public void Change_UnknownOrRemovedRow_StaysUnknown()
    {
        _rows.Put(Row("a"));
        _rows.Remove("a");
        foreach (var id in new[] { "a", "b" })
            _rows.Change(id, static row => row);
        Assert.Empty(_rows.Find(["a", "b"]));
    }

    [Fact]
    public void Put_ManyRows_ForgetsTheOldAndKeepsTheNew()
    {
        for (var i = 0; i < 10_000; i++)
            _rows.Put(Row($"{i}"));
        Assert.Empty(_rows.Find(["0"]));
        Assert.NotEmpty(_rows.Find(["9999"]));
    }

    private static StoredRow Row(string id) => new(id, 1, new byte[100], new byte[100], StoredRow.NotApart, StoredRow.NoResult, null, null);
}
