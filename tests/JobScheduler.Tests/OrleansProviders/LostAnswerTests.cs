using JobScheduler.Orleans.Cassandra;
using JobScheduler.Tests.Cassandra;
using JobScheduler.Tests.Engine;
using Xunit;

namespace JobScheduler.Tests.OrleansProviders;

/// <summary>Writes on a real Cassandra whose request or answer the network loses.</summary>
public sealed class LostAnswerTests(CassandraKeyspace keyspace) : IClassFixture<CassandraKeyspace>
{
    [CassandraFact]
    public async Task Write_WhoseAnswerIsLost_IsFoundApplied() => await WriteAsync(proxy => proxy.LoseAnswersAsync());

    [CassandraFact]
    public async Task Write_WhoseRequestIsLost_IsSentOnceMore() => await WriteAsync(proxy => proxy.LoseRequestsAsync());

    [CassandraFact]
    public async Task Remove_WhoseAnswerIsLost_IsFoundApplied()
    {
        using var proxy = new LossyProxy(CassandraServer.Host, CassandraServer.Port);
        var storage = await ThroughAsync(proxy);
        var grain = GrainId.Create("account", CassandraKeyspace.NewName());
        var state = new GrainState<Ledger>(new Ledger { Owner = "first" });
        await storage.WriteStateAsync("ledger", grain, state);
        await LosingAsync(proxy, proxy.LoseAnswersAsync(), () => storage.ClearStateAsync("ledger", grain, state));
        Assert.Null(state.ETag);
        Assert.Null((await ReadDirectlyAsync(grain)).ETag);
    }

    private async Task WriteAsync(Func<LossyProxy, Task> lose)
    {
        using var proxy = new LossyProxy(CassandraServer.Host, CassandraServer.Port);
        var storage = await ThroughAsync(proxy);
        var grain = GrainId.Create("account", CassandraKeyspace.NewName());
        var state = new GrainState<Ledger>(new Ledger { Owner = "first" });
        await storage.WriteStateAsync("ledger", grain, state);
        var before = state.ETag;

        state.State = new Ledger { Owner = "second" };
        await LosingAsync(proxy, lose(proxy), () => storage.WriteStateAsync("ledger", grain, state));
        Assert.NotEqual(before, state.ETag);
        var read = await ReadDirectlyAsync(grain);
        Assert.Equal("second", read.State!.Owner);
        Assert.Equal(state.ETag, read.ETag);
    }

    private static async Task LosingAsync(LossyProxy proxy, Task lost, Func<Task> call)
    {
        var called = call();
        await Probe.Wait(lost, "Nothing was sent that could be lost");
        proxy.Cut();
        await Probe.Wait(called, "The write was not settled");
    }

    private Task<CassandraGrainStorage> ThroughAsync(LossyProxy proxy) => keyspace.StorageAsync(o =>
    {
        o.Connection.ContactPoints = ["127.0.0.1"];
        o.Connection.Port = proxy.Port;
        o.DeleteStateOnClear = true;
    });

    private async Task<GrainState<Ledger>> ReadDirectlyAsync(GrainId grain)
    {
        var read = new GrainState<Ledger>();
        await (await keyspace.StorageAsync()).ReadStateAsync("ledger", grain, read);
        return read;
    }
}
