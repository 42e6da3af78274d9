using JobScheduler.Stores.Cassandra.Log;
using Xunit;

namespace JobScheduler.Tests.Stores.Cassandra;

public sealed class PackedSetTests
{
    [Fact]
    public void TakeChanged_MembersComeAndGo_GivesTheRowsThatChangedWhole()
    {
        var set = new PackedSet(RowKind.SendIds, "");
        for (var i = 0; i < 100; i++)
            set.Put(SetKeys.Of(i), "job" + i);
        var written = set.TakeChanged().ToDictionary(each => each.Row, each => each.Value);
        Assert.Empty(set.TakeChanged());
        Assert.Equal(100, written.Values.SelectMany(PackedSet.Read).Count());

        set.Put("5", "job5");
        set.Remove("missing");
        Assert.Empty(set.TakeChanged());
        set.Remove("5");
        var (row, value) = Assert.Single(set.TakeChanged());
        Assert.Equal(PackedSet.RowOf(RowKind.SendIds, "5"), row);
        Assert.Equal(PackedSet.Read(written[row]).Select(each => each.Key).Except(["5"]).Order(), PackedSet.Read(value).Select(each => each.Key).Order());
        Assert.Equal(99, set.Count);
    }

    [Fact]
    public void Fill_WhatWasWritten_IsTheSameSet()
    {
        var set = new PackedSet(RowKind.ScheduleJobs, "s");
        string[] keys = ["", "a", "ž\0", new string('x', 1_000)];
        foreach (var key in keys)
            set.Put(key, key + "!");
        var read = new PackedSet(RowKind.ScheduleJobs, "s");
        foreach (var (row, value) in set.TakeChanged())
            read.Fill(row, value);
        Assert.All(keys, key => Assert.Equal(key + "!", read.Find(key)));
        Assert.Equal(keys.Length, read.Count);
        Assert.Empty(read.TakeChanged());
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("1", 0)]
    [InlineData("00c1-01kb3z5m8q4t70", 2)]
    public void RowOf_AKey_NeverChanges(string key, int row) => Assert.Equal(row, PackedSet.RowOf(RowKind.Running, key));

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "b:c")]
    [InlineData("12:x", "")]
    [InlineData("", "žluť \0 🚀")]
    public void Join_TwoTexts_AreSplitAgain(string first, string second) => Assert.Equal((first, second), Names.Split(Names.Join(first, second)));

    [Fact]
    public void IsText_HalfOfAPair_IsNone()
    {
        // Test data would be carried as UTF-8, which has no halves.
        Assert.All(["", "a🚀b", "🚀"], text => Assert.True(Names.IsText(text)));
        Assert.All(["\ud800", "a\udc00b", "\ud83d\ud83d\ude80", "🚀\ud83d"], text => Assert.False(Names.IsText(text)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3_599_999, 0)]
    [InlineData(3_600_000, 1)]
    [InlineData(-1, -1)]
    [InlineData(-3_600_000, -1)]
    [InlineData(-3_600_001, -2)]
    [InlineData(long.MaxValue, 2_562_047_788_015)]
    [InlineData(long.MinValue, -2_562_047_788_016)]
    public void BucketOf_AnyTime_IsItsHour(long at, long bucket) => Assert.Equal(bucket, JobScheduler.Stores.Cassandra.Index.Facets.BucketOf("all", at));
}
