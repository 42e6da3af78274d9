using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Cassandra.Schema;

/// <summary>
/// Lets one process at a time change the schema: a row of meta with an owner, which expires. Who holds it renews it before every step; a
/// process that died gives it up by the expiry.
/// </summary>
internal sealed class SchemaLock(SchemaSession session, TimeProvider clock, string owner)
{
    private const int TtlSeconds = 60;
    private const string Take = "INSERT INTO meta (name, owner) VALUES ('lock', ?) IF NOT EXISTS USING TTL ?";
    private const string Renew = "UPDATE meta USING TTL ? SET owner = ? WHERE name = 'lock' IF owner = ?";
    private const string Drop = "DELETE FROM meta WHERE name = 'lock' IF owner = ?";
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2 * TtlSeconds);

    /// <summary>Waits until no other process has it.</summary>
    /// <exception cref="StoreOpenException">Others kept it for two minutes.</exception>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (!await TryTakeAsync(cancellationToken).ConfigureAwait(false))
        {
            if (clock.GetElapsedTime(began) > Patience)
                throw new StoreOpenException("Another process is changing the schema and does not come to an end: look at its log, or try again.");
            await Task.Delay(AskEvery, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Keeps it for another minute.</summary>
    /// <exception cref="StoreOpenException">It was lost.</exception>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        if (!IsApplied(await session.RunConditionalAsync(new SimpleStatement(Renew, TtlSeconds, owner, owner), cancellationToken).ConfigureAwait(false)))
            throw new StoreOpenException("This process was too slow to change the schema and another has begun to: start it again.");
    }

    /// <summary>Gives it up; harmless if it was lost.</summary>
    public Task DropAsync() => session.RunAsync(new SimpleStatement(Drop, owner), CancellationToken.None);

    private static bool IsApplied(Row row) => row.GetValue<bool>("[applied]");

    /// <summary>Takes it, or sees that a try before did, whose outcome was not known.</summary>
    private async Task<bool> TryTakeAsync(CancellationToken cancellationToken)
    {
        var row = await session.RunConditionalAsync(new SimpleStatement(Take, owner, TtlSeconds), cancellationToken).ConfigureAwait(false);
        return IsApplied(row) || row.GetValue<string>("owner") == owner;
    }
}
