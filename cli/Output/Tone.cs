namespace JobScheduler.Cli.Output;

/// <summary>What a piece of text says by its colour. Nothing is said by colour alone.</summary>
internal enum Tone
{
    /// <summary>As the terminal has it.</summary>
    Plain,

    /// <summary>Of less importance.</summary>
    Faint,

    /// <summary>A heading.</summary>
    Strong,

    /// <summary>It went well.</summary>
    Good,

    /// <summary>It is under way.</summary>
    Active,

    /// <summary>It waits, for a time.</summary>
    Calm,

    /// <summary>It deserves a look.</summary>
    Warning,

    /// <summary>It went wrong.</summary>
    Bad,
}
