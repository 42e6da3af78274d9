using JobScheduler.Benchmarks.Contenders.NodeJs;
using JobScheduler.Benchmarks.Contenders.QuartzNet;

namespace JobScheduler.Benchmarks.Contenders;

/// <summary>The other schedulers that are measured beside ours.</summary>
internal static class Peers
{
    public static IContender[] All() =>
    [
        new QuartzContender(new SqliteStore()),
        new QuartzContender(new RamStore()),
        .. NodePeer.All.Select(peer => new NodeContender(peer)),
    ];
}
