using JobScheduler.Orleans.Cassandra;
using Orleans.Storage;
using Xunit;

namespace JobScheduler.Tests.OrleansProviders;

/// <summary>
/// What Orleans expects of a grain storage, and what ours promises beyond that. A subclass says what a clear does to the row.
/// </summary>
public abstract partial class GrainStorageContract(CassandraKeyspace keyspace) : IClassFixture<CassandraKeyspace>
{
    private const string StateName = "ledger";

    protected abstract bool DeleteStateOnClear { get; }

    protected CassandraKeyspace Keyspace => keyspace;

    protected static GrainId NewGrain() => GrainId.Create("account", CassandraKeyspace.NewName());

    private protected Task<CassandraGrainStorage> StorageAsync(string serviceId = "service") =>
        keyspace.StorageAsync(o => o.DeleteStateOnClear = DeleteStateOnClear, serviceId);

    private protected static async Task<GrainState<Ledger>> ReadAsync(CassandraGrainStorage storage, GrainId grain, string name = StateName)
    {
        // What a reader brings must not shine through.
        var state = new GrainState<Ledger>(new Ledger { Owner = "stale" }, "stale") { RecordExists = true };
        await storage.ReadStateAsync(name, grain, state);
        return state;
    }

    private protected static async Task<GrainState<Ledger>> WrittenAsync(
        CassandraGrainStorage storage, GrainId grain, string owner, string name = StateName)
    {
        var state = new GrainState<Ledger>(new Ledger { Owner = owner });
        await storage.WriteStateAsync(name, grain, state);
        return state;
    }

    /// <summary>A second activation that has read the same.</summary>
    private protected static GrainState<Ledger> Copy(GrainState<Ledger> state, string owner) =>
        new(new Ledger { Owner = owner }, state.ETag) { RecordExists = state.RecordExists };

    private protected static async Task<InconsistentStateException> RefusedAsync(Func<Task> call) =>
        Assert.IsType<InconsistentStateException>(await Record.ExceptionAsync(call));

    /// <summary>Runs calls at the same time and counts those that were refused as stale; anything else fails.</summary>
    private protected static async Task<int> RefusalsAsync(params Func<Task>[] calls)
    {
        var ends = await Task.WhenAll(calls.Select(call => Record.ExceptionAsync(call)));
        Assert.All(ends, e => Assert.True(e is null or InconsistentStateException, e?.ToString()));
        return ends.Count(e => e is not null);
    }
}
