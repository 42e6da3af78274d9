namespace JobScheduler.Cli;

/// <summary>What scripts may rely on; docs/jobctl.md lists them.</summary>
internal static class ExitCodes
{
    /// <summary>Done; of a check: all is well.</summary>
    public const int Done = 0;

    /// <summary>Not done, for a reason that has no code of its own; of a check: something is wrong.</summary>
    public const int Failed = 1;

    /// <summary>The command line or a file is not understood; nothing was sent.</summary>
    public const int Usage = 2;

    /// <summary>There is no such job, schedule, backup or attempt.</summary>
    public const int NotFound = 3;

    /// <summary>What is there does not allow it: a state, a key, a version (409, 412).</summary>
    public const int Conflict = 4;

    /// <summary>The server read the request and does not accept it (400, 403, 413, 422).</summary>
    public const int Refused = 5;

    /// <summary>Out of reach, starting, stopping, full or overloaded: nothing was changed, try again later.</summary>
    public const int Unavailable = 6;

    /// <summary>It is not known whether the request took effect.</summary>
    public const int Unknown = 7;

    /// <summary>The job that was waited for ended failed or cancelled.</summary>
    public const int JobNotCompleted = 8;

    /// <summary>A mistake of jobctl itself.</summary>
    public const int Broken = 70;

    /// <summary>Ctrl-C: 128 and the signal's number.</summary>
    public const int Interrupted = 130;

    /// <summary>Ended from outside.</summary>
    public const int Terminated = 143;
}
