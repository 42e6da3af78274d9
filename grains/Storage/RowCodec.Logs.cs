namespace JobScheduler.Grains.Storage;

/// <content>Logs of attempts.</content>
public static partial class RowCodec
{
    /// <summary>Begins a row with a log in it.</summary>
    /// <param name="writer">Where to; cleared first.</param>
    /// <param name="log">The log; times are kept to the millisecond.</param>
    public static void WriteLog(RowWriter writer, LoggedLines log)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(log);
        Begin(writer);
        writer.Byte(log.Truncated ? (byte)1 : (byte)0);
        writer.Unsigned((ulong)log.Lines.Count);
        var before = 0L;
        foreach (var line in log.Lines)
        {
            var at = line.At.ToUnixTimeMilliseconds();
            writer.Signed(at - before); // lines follow each other closely
            writer.Byte((byte)line.Level);
            writer.Text(line.Message);
            before = at;
        }
    }

    /// <summary>Reads a log.</summary>
    /// <param name="row">What <see cref="WriteLog"/> wrote.</param>
    /// <exception cref="InvalidDataException">A newer version wrote it, or it is damaged.</exception>
    public static LoggedLines ReadLog(ReadOnlySpan<byte> row)
    {
        var reader = Begin(row);
        var truncated = reader.Enumeration(1) == 1;
        var lines = new LogLine[reader.Count()];
        var at = 0L;
        for (var i = 0; i < lines.Length; i++)
        {
            at += reader.Signed();
            lines[i] = new(TimeOf(at), (LogLineLevel)reader.Enumeration((int)LogLineLevel.Critical), reader.Text());
        }

        reader.End();
        return new(truncated, lines);
    }

    private static DateTimeOffset TimeOf(long milliseconds) =>
        milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw new InvalidDataException($"The row is damaged: {milliseconds} is no time.");
}
