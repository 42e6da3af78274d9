using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <summary>A job's row in memory. It stays while a line's head, the due window or a running attempt refers to it, or a command uses it.</summary>
public sealed class JobCell
{
    internal JobCell(JobRecord record, JobRecord? stored)
    {
        Record = record;
        Stored = stored;
    }

    /// <summary>The row with all changes decided so far.</summary>
    public JobRecord Record { get; internal set; }

    /// <summary>The row as the store has it; null before the commit that inserts it.</summary>
    internal JobRecord? Stored { get; set; }

    /// <summary>How many entries and attempts in memory refer to it.</summary>
    internal int References { get; set; }

    /// <summary>It is part of the batch that is being decided.</summary>
    internal bool Dirty { get; set; }

    /// <summary>Place of its valid entry in the order of its line: due time, then order of submission.</summary>
    internal Position DueOrder => new(Record.RunAt, Record.Sequence);
}
