using System.Buffers.Binary;
using System.Text;

namespace JobScheduler.Grains.Storage;

/// <summary>
/// Writes the compact binary rows of <see cref="RowCodec"/> into a buffer that is used again: once warm, it allocates nothing.
/// Not thread-safe.
/// </summary>
public sealed class RowWriter
{
    private byte[] _buffer = new byte[1024];
    private int _length;

    /// <summary>What was written; valid until the next write or <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Begins a new row.</summary>
    public void Clear()
    {
        // One huge row must not be paid for by all that follow.
        if (_buffer.Length > 1024 * 1024)
            _buffer = new byte[1024];
        _length = 0;
    }

    internal void Byte(byte value) => Reserve(1)[0] = value;

    /// <summary>LEB128: 7 bits per byte, the lowest first.</summary>
    internal void Unsigned(ulong value)
    {
        var span = Reserve(10);
        var used = 0;
        for (; value >= 0x80; value >>= 7)
            span[used++] = (byte)(value | 0x80);
        span[used++] = (byte)value;
        _length -= 10 - used;
    }

    /// <summary>Zigzag: small numbers of either sign are short.</summary>
    internal void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    internal void Double(double value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), BitConverter.DoubleToInt64Bits(value));

    internal void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    /// <summary>UTF-8 with its length; a lone surrogate becomes U+FFFD.</summary>
    internal void Text(string value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        Unsigned((ulong)bytes);
        Encoding.UTF8.GetBytes(value, Reserve(bytes));
    }

    /// <summary>Text of lower-case hex digits in half the space; other text as it is.</summary>
    internal void HexText(string value)
    {
        var bytes = value.Length / 2;
        if (bytes == 0 || value.Length % 2 != 0 || value.AsSpan().IndexOfAnyExcept(RowCodec.HexDigits) >= 0)
        {
            Unsigned(0);
            Text(value);
            return;
        }

        Unsigned((ulong)bytes);
        Convert.FromHexString(value, Reserve(bytes), out _, out _);
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        var start = _length;
        _length += count;
        return _buffer.AsSpan(start, count);
    }
}
