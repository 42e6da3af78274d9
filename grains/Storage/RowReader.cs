using System.Buffers.Binary;
using System.Text;

namespace JobScheduler.Grains.Storage;

/// <summary>Reads what <see cref="RowWriter"/> wrote; every broken input ends in an <see cref="InvalidDataException"/> that says what is wrong.</summary>
internal ref struct RowReader(ReadOnlySpan<byte> bytes, RowTexts? texts = null)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public byte Byte() => Take(1)[0];

    public ulong Unsigned()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var part = Byte();
            if (shift == 63 && part > 1)
                break;
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        throw new InvalidDataException("The row is damaged: a number is longer than 64 bits.");
    }

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public int Int32()
    {
        var value = Signed();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw new InvalidDataException($"The row is damaged: {value} is out of range.");
    }

    public double Double() => BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(Take(8)));

    public ReadOnlySpan<byte> Bytes(int count) => Take(count);

    /// <summary>How many elements follow: each has at least one byte, so there cannot be more than bytes.</summary>
    public int Count() => Length();

    public string Text() => Encoding.UTF8.GetString(Take(Length()));

    /// <summary>A text that is likely the same in many rows.</summary>
    public string CommonText() => texts is null ? Text() : texts.Get(Take(Length()));

    public string HexText()
    {
        var bytes = Length();
        return bytes == 0 ? Text() : Convert.ToHexStringLower(Take(bytes));
    }

    /// <summary>A value of an enum that has the values 0 to <paramref name="last"/>.</summary>
    public int Enumeration(int last)
    {
        var value = Byte();
        return value <= last ? value : throw new InvalidDataException($"The row has the value {value} where at most {last} is known: a newer version wrote it.");
    }

    public void End()
    {
        if (_rest.Length > 0)
            throw new InvalidDataException($"The row has {_rest.Length} bytes more than this version knows: a newer version wrote it, or it is damaged.");
    }

    private int Length()
    {
        var length = Unsigned();
        return length <= (ulong)_rest.Length ? (int)length : throw new InvalidDataException("The row is damaged: a length is larger than the row.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_rest.Length < count)
            throw new InvalidDataException("The row is damaged: it ends too early.");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
