using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Cassandra.Archive;

/// <summary>What is to be done after a commit, in tables that it cannot reach. Stored: values never change.</summary>
internal enum ChoreKind
{
    /// <summary>A job became terminal: copy it to the history, then let its live row go.</summary>
    Archive = 0,

    /// <summary>A job was deleted: remove what is left of it in the history, the payloads and the index.</summary>
    CleanJob = 1,

    /// <summary>A payload that is not a job's is not named any more: remove its pieces.</summary>
    CleanPayload = 2,

    /// <summary>A terminal job was replayed or ended otherwise: take it off the list of those that ended.</summary>
    Unindex = 3,

    /// <summary>A job with logs was deleted: remove what was copied of them.</summary>
    CleanLogs = 4,
}

/// <summary>
/// Left behind by a commit in a row of its partition, and done by the archiver: in order, at least once, by whoever owns the partition.
/// </summary>
/// <param name="At">The seq of the commit and its number in it.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Name">The job; of <see cref="ChoreKind.CleanPayload"/> where the payload lies.</param>
/// <param name="Spec">Of <see cref="ChoreKind.CleanJob"/>: the job's spec, which says where it is indexed.</param>
/// <param name="State">The terminal state.</param>
/// <param name="Number">When it ended; of <see cref="ChoreKind.CleanPayload"/> the last seq whose pieces go.</param>
internal sealed record Chore(Position At, ChoreKind Kind, string Name, byte[]? Spec, StoredState State, long Number);
