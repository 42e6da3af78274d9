using JobScheduler.Grains.Diagnostics;
using Xunit;

namespace JobScheduler.Tests.Diagnostics;

public sealed class LabelValuesTests
{
    [Fact]
    public void Of_MoreValuesThanTheBound_ShareOne()
    {
        var labels = new LabelValues(2);

        Assert.Equal(["a", "b", "other", "a", "b", "other"], new[] { "a", "b", "c", "a", "b", "d" }.Select(labels.Of));
    }

    [Fact]
    public async Task Of_FromManyThreads_NeverExceedsTheBound()
    {
        var labels = new LabelValues(100);

        var seen = await Task.WhenAll(Enumerable.Range(0, 4).Select(t => Task.Factory.StartNew(
            () => Enumerable.Range(0, 10_000).Select(i => labels.Of($"v{(i * (t + 1)) % 997}")).ToHashSet(), TaskCreationOptions.LongRunning)));

        Assert.Equal(101, seen.SelectMany(values => values).Distinct().Count());
        Assert.Equal("other", labels.Of("new"));
    }
}
