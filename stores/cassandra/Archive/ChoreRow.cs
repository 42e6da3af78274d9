using System.Buffers.Binary;
using System.Text;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Cassandra.Archive;

/// <summary>
/// How chores are stored: the jobs that a commit ended in one row, whatever else it left in a row each. A row lies at the place of its
/// last chore, so that it is there until all of it is done.
/// </summary>
internal static class ChoreRow
{
    private const int NumberBytes = 8;

    /// <summary>State and number.</summary>
    public static byte[] ValueOf(Chore chore)
    {
        var value = new byte[1 + NumberBytes];
        value[0] = (byte)chore.State;
        BinaryPrimitives.WriteInt64BigEndian(value.AsSpan(1), chore.Number);
        return value;
    }

    /// <summary>The names of chores that follow each other and are all <see cref="ChoreKind.Archive"/>.</summary>
    public static byte[] ValueOf(IReadOnlyCollection<Chore> archived)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8))
        {
            foreach (var chore in archived)
                writer.Write(chore.Name);
        }

        return stream.ToArray();
    }

    /// <summary>Reads a row: at, ord, purpose, job_id, spec, value.</summary>
    public static IReadOnlyList<Chore> Read(Row row)
    {
        var (at, last, kind, value) = (row.GetValue<long>(0), row.GetValue<long>(1), (ChoreKind)row.GetValue<sbyte>(2), row.GetValue<byte[]>(5));
        if (kind != ChoreKind.Archive)
            return [new(new(at, last), kind, row.GetValue<string>(3), row.GetValue<byte[]>(4), (StoredState)value[0], BinaryPrimitives.ReadInt64BigEndian(value.AsSpan(1)))];
        var names = Names(value);
        return [.. names.Select((name, i) => new Chore(new(at, last - names.Count + 1 + i), kind, name, null, default, 0))];
    }

    private static List<string> Names(byte[] value)
    {
        using var reader = new BinaryReader(new MemoryStream(value), Encoding.UTF8);
        var names = new List<string>();
        while (reader.BaseStream.Position < value.Length)
            names.Add(reader.ReadString());
        return names;
    }
}
