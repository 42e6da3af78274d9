namespace JobScheduler.Grains.Jobs;

/// <summary>Keeps what is logged while an attempt's handler runs. Thread-safe.</summary>
public interface IAttemptLog
{
    /// <summary>A message may have so many bytes of UTF-8; 0: nothing is kept.</summary>
    int LineBytes { get; }

    /// <summary>Keeps a line; one that comes after the attempt was reported is dropped.</summary>
    /// <param name="line">The line, cut to <see cref="LineBytes"/>.</param>
    void Write(LogLine line);
}
