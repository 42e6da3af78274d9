using JobScheduler.Stores.Sqlite.Native;

namespace JobScheduler.Stores.Sqlite;

/// <summary>One forward migration: makes a file of the version before into one of this version, in one transaction.</summary>
/// <param name="Version">The version after it; 1 is the first.</param>
/// <param name="Sql">What it does.</param>
internal sealed record SchemaStep(int Version, string Sql);

/// <summary>The schema and its history. Steps that were released never change; a new one is added at the end.</summary>
internal static class Schema
{
    /// <summary>"JobS": marks the file as ours, https://www.sqlite.org/fileformat2.html#application_id</summary>
    public const int ApplicationId = 0x4A6F_6253;

    public static IReadOnlyList<SchemaStep> Steps { get; } = [new(1, First), new(2, Schedules), new(3, Ended), new(4, Logs)];

    // jobs: the key is in order of time over all partitions, so inserts go to the end, lists need no index, and an id names its
    // row (the time is in the id). Payloads over 4 KiB lie apart: a row is rewritten by every change of its job.
    // jobs_waiting and jobs_failed hold only rows of those states; a job that starts at once is never in them. (Since version 3
    // jobs_ended stands for jobs_failed.)
    private const string First = """
        CREATE TABLE meta (
            name TEXT NOT NULL PRIMARY KEY,
            value INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE partitions (
            partition INTEGER NOT NULL PRIMARY KEY,
            term INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            owner TEXT NOT NULL,
            next_sequence INTEGER NOT NULL,
            next_entry INTEGER NOT NULL,
            next_token INTEGER NOT NULL,
            due_at INTEGER NOT NULL,
            due_ord INTEGER NOT NULL
        );
        CREATE TABLE jobs (
            submitted_at INTEGER NOT NULL,
            job_id TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            state INTEGER NOT NULL,
            run_at INTEGER NOT NULL,
            finished_at INTEGER,
            spec BLOB NOT NULL,
            changes BLOB NOT NULL,
            payload BLOB,
            result BLOB,
            PRIMARY KEY (submitted_at, job_id)
        );
        CREATE INDEX jobs_waiting ON jobs (run_at, sequence) WHERE state < 2;
        CREATE INDEX jobs_failed ON jobs (finished_at, job_id) WHERE state = 4;
        CREATE TABLE payloads (
            submitted_at INTEGER NOT NULL,
            job_id TEXT NOT NULL,
            payload BLOB NOT NULL,
            PRIMARY KEY (submitted_at, job_id)
        );
        CREATE TABLE attempts (
            submitted_at INTEGER NOT NULL,
            job_id TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY (submitted_at, job_id, attempt)
        ) WITHOUT ROWID;
        CREATE TABLE entries (
            partition INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            name TEXT NOT NULL,
            priority INTEGER NOT NULL,
            at INTEGER NOT NULL,
            ord INTEGER NOT NULL,
            job_id TEXT NOT NULL,
            purpose INTEGER NOT NULL,
            PRIMARY KEY (partition, kind, name, priority, at, ord)
        ) WITHOUT ROWID;
        CREATE TABLE lines (
            partition INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            name TEXT NOT NULL,
            priority INTEGER NOT NULL,
            at INTEGER NOT NULL,
            ord INTEGER NOT NULL,
            holder TEXT,
            PRIMARY KEY (partition, kind, name, priority)
        ) WITHOUT ROWID;
        CREATE TABLE running (
            partition INTEGER NOT NULL,
            token INTEGER NOT NULL,
            job_id TEXT NOT NULL,
            PRIMARY KEY (partition, token)
        ) WITHOUT ROWID;
        CREATE TABLE idempotency (
            partition INTEGER NOT NULL,
            scope TEXT NOT NULL,
            key TEXT NOT NULL,
            job_id TEXT NOT NULL,
            request_hash TEXT NOT NULL,
            PRIMARY KEY (partition, scope, key)
        ) WITHOUT ROWID;
        CREATE TABLE queues (
            partition INTEGER NOT NULL,
            name TEXT NOT NULL,
            paused INTEGER NOT NULL,
            note TEXT,
            paused_by TEXT,
            at INTEGER NOT NULL,
            version INTEGER NOT NULL,
            PRIMARY KEY (partition, name)
        ) WITHOUT ROWID;
        CREATE TABLE sends (
            partition INTEGER NOT NULL,
            id INTEGER NOT NULL,
            target INTEGER NOT NULL,
            job_id TEXT NOT NULL,
            spec BLOB NOT NULL,
            payload BLOB,
            PRIMARY KEY (partition, id)
        );
        CREATE TABLE counters (
            partition INTEGER NOT NULL,
            state INTEGER NOT NULL,
            queue TEXT NOT NULL,
            job_type TEXT NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (partition, state, queue, job_type)
        ) WITHOUT ROWID;
        """;

    // schedules: an occurrence rewrites its row, so the definition lies apart. A schedule's id names its partition. The keys are
    // binary text, so lists over all partitions are in ordinal order. A send row of a kind without a job has an empty spec.
    private const string Schedules = """
        CREATE TABLE schedules (
            id TEXT NOT NULL PRIMARY KEY,
            changes BLOB NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE definitions (
            id TEXT NOT NULL PRIMARY KEY,
            created_at INTEGER NOT NULL,
            spec BLOB NOT NULL,
            payload BLOB
        );
        CREATE TABLE decisions (
            schedule_id TEXT NOT NULL,
            number INTEGER NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY (schedule_id, number)
        ) WITHOUT ROWID;
        CREATE TABLE schedule_jobs (
            schedule_id TEXT NOT NULL,
            job_id TEXT NOT NULL,
            PRIMARY KEY (schedule_id, job_id)
        ) WITHOUT ROWID;
        ALTER TABLE sends ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE sends ADD COLUMN schedule_id TEXT;
        """;

    // jobs_ended: what retention walks along, each state in the order in which its jobs ended; the dead letters are its failed part.
    private const string Ended = """
        DROP INDEX jobs_failed;
        CREATE INDEX jobs_ended ON jobs (state, finished_at, job_id) WHERE state > 2;
        """;

    // attempt_logs: read one at a time and never with their jobs. An application that logs nothing has none.
    private const string Logs = """
        CREATE TABLE attempt_logs (
            submitted_at INTEGER NOT NULL,
            job_id TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY (submitted_at, job_id, attempt)
        );
        """;

    /// <summary>Runs the steps a file lacks, each in one transaction together with its version.</summary>
    public static void Migrate(Connection connection, IReadOnlyList<SchemaStep> steps, long from)
    {
        foreach (var step in steps)
        {
            if (step.Version <= from)
                continue;
            connection.Execute("BEGIN IMMEDIATE");
            try
            {
                connection.Execute(step.Sql);
                connection.Execute(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"PRAGMA user_version = {step.Version}"));
                connection.Execute("COMMIT");
            }
            catch
            {
                if (!connection.IsAutocommit)
                    connection.TryExecute("ROLLBACK");
                throw;
            }
        }
    }
}
