namespace JobScheduler.Stores.Sqlite;

/// <summary>What tests change: the schema's history, what COMMIT answers, and the file system below.</summary>
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

    /// <summary>The SQLite VFS that files are opened with; null: the default one.</summary>
    public string? Vfs { get; init; }

    /// <summary>Renames a file.</summary>
    public Action<string, string> Move { get; init; } = File.Move;

    /// <summary>Makes the names in a folder durable.</summary>
    public Action<string> SyncFolder { get; init; } = Native.FolderSync.Sync;
}
