namespace JobScheduler.Stores.Sqlite;

/// <summary>What tests change: the schema's history, and what COMMIT answers.</summary>
internal sealed record SqliteStoreHooks
{
    public static SqliteStoreHooks None { get; } = new();

    public IReadOnlyList<SchemaStep> Steps { get; init; } = Schema.Steps;

    /// <summary>Gets the real COMMIT and answers a SQLite code; null: just commits.</summary>
    public Func<Func<int>, int>? Commit { get; init; }

    /// <summary>Gets the connection that a backup is written over, before the first page.</summary>
    public Action<Native.Connection>? BackupTarget { get; init; }

    /// <summary>Gets the path of a backup that is copied and not yet checked.</summary>
    public Action<string>? BackupCopied { get; init; }
}
