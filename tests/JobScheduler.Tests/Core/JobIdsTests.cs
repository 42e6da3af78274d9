using FsCheck;
using FsCheck.Fluent;
using JobScheduler.Grains.Core;
using Xunit;

namespace JobScheduler.Tests.Core;

public sealed class JobIdsTests
{
    [Theory]
    [InlineData(0x07c1, 1_796_119_200_000, 1, "07c1-01m8rgr0800001")]
    [InlineData(0xffff, 0, 0, "ffff-00000000000000")]
    [InlineData(0, 7_258_118_399_999, 0x100020 + 1, "0000-06k7ms39zz0011")]
    public void Create_FixedVector_NeverChanges(int hash, long submittedAt, long sequence, string id) =>
        Assert.Equal(id, JobIds.Create((ushort)hash, submittedAt, sequence));

    [Fact]
    public void TryParse_WhatCreateMade_GivesItBack() => Prop.ForAll<ushort, uint, int>((hash, time, sequence) =>
    {
        var id = JobIds.Create(hash, time * 1_000L, sequence);
        return id.Length == JobIds.Length && JobIds.TryParse(id, out var readHash, out var readTime) && readHash == hash && readTime == time * 1_000L;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Create_LaterOrNextOfAHash_SortsBehind() => Prop.ForAll<ushort, uint, ushort>((hash, time, sequence) =>
    {
        var id = JobIds.Create(hash, time, sequence);
        return string.CompareOrdinal(id, JobIds.Create(hash, time, sequence + 1)) < 0
            && string.CompareOrdinal(id, JobIds.Create(hash, time + 1L, 0)) < 0;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("07c1-01m8rgr080000")]
    [InlineData("07c1-01m8rgr08000011")]
    [InlineData("07C1-01m8rgr0800001")]
    [InlineData("07c1_01m8rgr0800001")]
    [InlineData("07c1-01m8rgr080000i")]
    [InlineData("07c1-01m8rgr080000U")]
    [InlineData("07c1-01m8rgr080000é")]
    [InlineData(" 7c1-01m8rgr0800001")]
    public void TryParse_AnythingElse_IsNoId(string? text)
    {
        Assert.False(JobIds.TryParse(text, out _, out _));
        Assert.False(JobIds.TryGetPartition(text, 16, out var partition));
        Assert.Equal(-1, partition);
    }

    [Fact]
    public void TryGetPartition_OfAnId_IsThatOfItsHash()
    {
        Assert.True(JobIds.TryGetPartition(JobIds.Create(0xf000, 1, 1), 16, out var partition));
        Assert.Equal(15, partition);
    }
}
