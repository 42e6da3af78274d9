namespace JobScheduler.Stores.Sqlite;

/// <summary>What tests change: the schema's history, and what COMMIT answers.</summary>
internal sealed record SqliteStoreHooks
{
    public static SqliteStoreHooks None { get; } = new();

    public IReadOnlyList<SchemaStep> Steps { get; init; } = Schema.Steps;

    /// <summary>Gets the real COMMIT and answers a SQLite code; null: just commits.</summary>
    public Func<Func<int>, int>? Commit { get; init; }
}
