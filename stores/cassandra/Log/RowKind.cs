using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>What a row of the table live is, and what its key holds. Stored: values never change.</summary>
internal static class RowKind
{
    /// <summary>The first row of a partition, always there: see <see cref="Connection.Cql"/>.</summary>
    public const sbyte Anchor = -1;

    /// <summary>A job; name is its id.</summary>
    public const sbyte Job = 0;

    /// <summary>An older attempt; name is the job's id, at its number.</summary>
    public const sbyte Attempt = 1;

    /// <summary>The set of claimed attempts (<see cref="PackedSet"/>): token to job id.</summary>
    public const sbyte Running = 2;

    /// <summary>A send row; at is its id.</summary>
    public const sbyte Send = 3;

    /// <summary>The set of send rows there are: id to job id.</summary>
    public const sbyte SendIds = 4;

    /// <summary>An idempotency key; name is scope and key, see <see cref="Names"/>.</summary>
    public const sbyte Idempotency = 5;

    /// <summary>A queue; name is its name.</summary>
    public const sbyte Queue = 6;

    /// <summary>A counter; name is queue and job type, priority the state.</summary>
    public const sbyte Counter = 7;

    /// <summary>What changes of a schedule; name is its id.</summary>
    public const sbyte Schedule = 8;

    /// <summary>A schedule's definition; name is its id.</summary>
    public const sbyte Definition = 9;

    /// <summary>A decision; name is the schedule's id, at its number.</summary>
    public const sbyte Decision = 10;

    /// <summary>The set of a schedule's jobs that are not terminal; name is the schedule's id.</summary>
    public const sbyte ScheduleJobs = 11;

    /// <summary>Work for the archiver; at is the seq of the commit that left it, ord its number in it.</summary>
    public const sbyte Chore = 12;

    /// <summary>The set of concurrency keys whose lines have entries, up to <see cref="MostWaitingKeys"/> of them.</summary>
    public const sbyte WaitingKeys = 13;

    /// <summary>What was logged in an attempt; name is the job's id, at the attempt's number.</summary>
    public const sbyte AttemptLog = 14;

    /// <summary>How many keys <see cref="WaitingKeys"/> names; beyond it lists look for jobs another way.</summary>
    public const int MostWaitingKeys = 256;

    /// <summary>Entries of a line; name and priority are the line's, at and ord the place.</summary>
    public static sbyte EntriesOf(LineKind kind) => (sbyte)(20 + (int)kind);

    /// <summary>A line's own row; name and priority are the line's.</summary>
    public static sbyte LineOf(LineKind kind) => (sbyte)(30 + (int)kind);

    /// <summary>In how many rows a set of this kind is kept.</summary>
    public static int RowsOf(sbyte kind) => kind switch
    {
        Running => 4,
        SendIds => 16,
        ScheduleJobs => 16,
        _ => 1,
    };
}
