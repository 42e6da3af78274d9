namespace JobScheduler.Stores.Cassandra.Schema;

/// <summary>
/// Runs the statements of a migration. Each may be repeated, so one whose outcome is unknown, or that too few nodes could answer, is run again.
/// </summary>
internal sealed class SchemaSession(ISession session, TimeProvider clock)
{
    private const int MostTries = 6;
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMilliseconds(200);

    /// <summary>The keyspace that is changed.</summary>
    public string Keyspace => session.Keyspace;

    /// <summary>Runs a statement.</summary>
    /// <exception cref="DriverException">It is refused, or no try was answered.</exception>
    public async Task<RowSet> RunAsync(IStatement statement, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await session.ExecuteAsync(statement).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is QueryExecutionException or OperationTimedOutException && tries < MostTries)
            {
                await Task.Delay(TryAgainAfter * tries, clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Runs a conditional statement and answers its row, which begins with whether it was applied and holds, if it was not, what is there instead.</summary>
    /// <remarks>One that was applied by a try of unknown outcome says that it was not applied.</remarks>
    /// <exception cref="DriverException">It is refused, or no try was answered.</exception>
    public async Task<Row> RunConditionalAsync(IStatement statement, CancellationToken cancellationToken) =>
        (await RunAsync(statement, cancellationToken).ConfigureAwait(false)).First();
}
