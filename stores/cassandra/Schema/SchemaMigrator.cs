using System.Globalization;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Cassandra.Schema;

/// <summary>
/// Brings a keyspace to this program's version. DDL is no transaction: every statement of a step can be repeated, and the version is
/// raised when all of them are done and all nodes have the same schema.
/// </summary>
internal sealed class SchemaMigrator(ICluster cluster, ISession session, TimeProvider clock, IReadOnlyList<SchemaStep> steps)
{
    private const string ReadNumber = "SELECT value FROM meta WHERE name = ?";
    private const string InsertNumber = "INSERT INTO meta (name, value) VALUES (?, ?) IF NOT EXISTS";
    private const string RaiseNumber = "UPDATE meta SET value = ? WHERE name = ? IF value = ?";
    private const string VersionName = "schema";
    private const string PartitionsName = "partitions";
    private readonly SchemaSession _session = new(session, clock);

    /// <summary>What is there after it.</summary>
    /// <param name="Version">Of the schema.</param>
    /// <param name="Partitions">Number of partitions.</param>
    /// <param name="Created">The store was made by this call.</param>
    public sealed record Outcome(int Version, int Partitions, bool Created);

    /// <summary>Migrates what is older.</summary>
    /// <param name="partitions">Number of partitions of a new store.</param>
    /// <param name="mayChange">False: a store that is missing or older is an error.</param>
    /// <param name="owner">Names this process in the lock.</param>
    /// <param name="cancellationToken">Stops waiting for the lock, or for a statement that is to be run again.</param>
    /// <exception cref="StoreOpenException">A newer program made it, or it must be migrated first.</exception>
    public async Task<Outcome> MigrateAsync(int partitions, bool mayChange, string owner, CancellationToken cancellationToken)
    {
        var (hasMeta, ready) = await LookAsync(cancellationToken).ConfigureAwait(false);
        if (ready is not null)
            return ready;
        if (!mayChange)
            throw new StoreOpenException($"The keyspace {_session.Keyspace} has no schema of version {Wanted}: run the migration first, or set JobScheduler:Cassandra:Schema:MigrateAtStart.");
        if (!hasMeta)
            await ChangeAsync(CassandraSchema.Meta, cancellationToken).ConfigureAwait(false);
        var held = new SchemaLock(_session, clock, owner);
        await held.TakeAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await RunStepsAsync(held, cancellationToken).ConfigureAwait(false);
            if (await NumberAsync(PartitionsName, cancellationToken).ConfigureAwait(false) is { } before)
                return new(Wanted, (int)before, Created: false);
            await _session.RunAsync(new SimpleStatement(InsertNumber, PartitionsName, (long)partitions), cancellationToken).ConfigureAwait(false);
            return new(Wanted, (int)(await NumberAsync(PartitionsName, cancellationToken).ConfigureAwait(false))!.Value, Created: true);
        }
        finally
        {
            await held.DropAsync().ConfigureAwait(false);
        }
    }

    private int Wanted => steps[^1].Version;

    /// <summary>Whether the first table is there, and the store if nothing is to be done.</summary>
    private async Task<(bool HasMeta, Outcome? Ready)> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var version = await VersionAsync(cancellationToken).ConfigureAwait(false);
            return version == Wanted && await NumberAsync(PartitionsName, cancellationToken).ConfigureAwait(false) is { } partitions
                ? (true, new(version, (int)partitions, Created: false))
                : (true, null);
        }
        catch (InvalidQueryException)
        {
            // The node that was asked does not know the table; system_schema may name it a moment earlier.
            return (false, null);
        }
    }

    private async Task RunStepsAsync(SchemaLock held, CancellationToken cancellationToken)
    {
        var version = await VersionAsync(cancellationToken).ConfigureAwait(false);
        foreach (var step in steps.Where(step => step.Version > version))
        {
            await held.RenewAsync(cancellationToken).ConfigureAwait(false);
            foreach (var statement in step.Statements)
                await ChangeAsync(statement, cancellationToken).ConfigureAwait(false);
            await held.RenewAsync(cancellationToken).ConfigureAwait(false);
            if (step.Version == steps[0].Version)
                await _session.RunAsync(new SimpleStatement(InsertNumber, VersionName, (long)step.Version), cancellationToken).ConfigureAwait(false);
            else
                await _session.RunAsync(new SimpleStatement(RaiseNumber, (long)step.Version, VersionName, (long)step.Version - 1), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<int> VersionAsync(CancellationToken cancellationToken)
    {
        var version = (int)(await NumberAsync(VersionName, cancellationToken).ConfigureAwait(false) ?? 0);
        return version <= Wanted
            ? version
            : throw new StoreOpenException(
                string.Create(CultureInfo.InvariantCulture, $"The keyspace {_session.Keyspace} has schema version {version}; this program knows up to {Wanted}. Use the newer program."));
    }

    private async Task<long?> NumberAsync(string name, CancellationToken cancellationToken)
    {
        var statement = new SimpleStatement(ReadNumber, name);
        statement.SetConsistencyLevel(ConsistencyLevel.Serial);
        return (await _session.RunAsync(statement, cancellationToken).ConfigureAwait(false)).FirstOrDefault()?.GetValue<long?>(0);
    }

    /// <summary>Runs DDL and waits until all nodes have the same schema.</summary>
    /// <exception cref="StoreOpenException">They do not agree.</exception>
    private async Task ChangeAsync(string statement, CancellationToken cancellationToken)
    {
        await _session.RunAsync(new SimpleStatement(statement), cancellationToken).ConfigureAwait(false);
        if (!await cluster.Metadata.CheckSchemaAgreementAsync().ConfigureAwait(false))
            throw new StoreOpenException($"The nodes of the cluster do not agree on the schema of the keyspace {_session.Keyspace}: see that all are up, and start again.");
    }
}
