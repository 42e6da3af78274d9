using JobScheduler.Silo;
using Xunit;

namespace JobScheduler.Tests.Hosting;

public sealed class SiloConnectionsTests
{
    [Theory]
    [InlineData(null, 5_000)]
    [InlineData(1_048_576L, 5_000)]
    [InlineData(1_024L, 512)]
    [InlineData(0L, 1)]
    public void ConnectionsFor_OpenFiles_LeavesHalfOfThem(long? files, long connections) => Assert.Equal(connections, SiloConnections.ConnectionsFor(files));
}
