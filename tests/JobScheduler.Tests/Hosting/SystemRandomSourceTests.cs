using System.Buffers.Binary;
using JobScheduler.Hosting.Registration;
using Xunit;

namespace JobScheduler.Tests.Hosting;

/// <summary>Each thread draws for many callers at once; what one of them got, no other gets.</summary>
public sealed class SystemRandomSourceTests
{
    private readonly SystemRandomSource _random = new();

    [Theory]
    [InlineData(8)]
    [InlineData(24)]
    [InlineData(100)]
    [InlineData(1_023)]
    [InlineData(1_024)]
    [InlineData(1_025)]
    [InlineData(5_000)]
    public void Fill_ManyTimes_NoBytesAreGivenOutTwice(int size) => Assert.Empty(Repeated([Drawn(size, times: 20_000 / size)]));

    [Fact]
    public void Fill_SizesThatDoNotDivideADraw_NoBytesAreGivenOutTwice() =>
        Assert.Empty(Repeated([.. new[] { 1_000, 24, 1_024, 8, 600, 600, 2_000, 1_016, 8 }.Select(size => Drawn(size, times: 5))]));

    [Fact]
    public void Fill_OnManyThreads_NoBytesAreGivenOutTwice()
    {
        var drawn = new byte[8][];
        using var start = new Barrier(drawn.Length);
        var threads = Enumerable.Range(0, drawn.Length).Select(i => new Thread(() =>
        {
            start.SignalAndWait();
            drawn[i] = Drawn(24, times: 500);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Empty(Repeated(drawn));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(1_024)]
    [InlineData(1_025)]
    public void Fill_PartOfABuffer_FillsAllOfItAndNothingElse(int size)
    {
        var everSet = new byte[size + 2];
        for (var i = 0; i < 40; i++)
        {
            var buffer = new byte[size + 2];
            _random.Fill(buffer.AsSpan(1, size));
            for (var at = 0; at < buffer.Length; at++)
                everSet[at] |= buffer[at];
        }

        // A byte that is filled is zero forty times in a row with a chance of 2^-320.
        Assert.Equal([0, .. Enumerable.Repeat(1, size), 0], everSet.Select(seen => seen == 0 ? 0 : 1));
    }

    private byte[] Drawn(int size, int times)
    {
        var all = new byte[size * times];
        for (var i = 0; i < times; i++)
            _random.Fill(all.AsSpan(i * size, size));
        return all;
    }

    // Eight bytes in a row that were seen before, wherever they begin: by chance about once in 10^9 runs.
    private static IEnumerable<ulong> Repeated(byte[][] drawn)
    {
        var seen = new HashSet<ulong>();
        return [.. drawn.SelectMany(bytes => Enumerable.Range(0, bytes.Length - 7).Select(at => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at))))
            .Where(window => !seen.Add(window)).Take(3)];
    }
}
