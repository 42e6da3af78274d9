using System.Security.Cryptography;

namespace JobScheduler.Hosting.Registration;

/// <summary>Where hosting takes randomness from: new trace ids. Tests give a seeded one.</summary>
internal interface IRandomSource
{
    /// <summary>Fills the bytes. Called from many threads at once.</summary>
    /// <param name="bytes">What to fill.</param>
    void Fill(Span<byte> bytes);
}

/// <summary>The operating system's randomness: the one place in hosting that draws it.</summary>
/// <remarks>A draw costs the same for a few bytes as for many, so each thread draws for many at once. No byte is given out twice.</remarks>
internal sealed class SystemRandomSource : IRandomSource
{
    private const int DrawnAtOnce = 1024;

    [ThreadStatic]
    private static byte[]? _drawn;

    [ThreadStatic]
    private static int _left;

    /// <inheritdoc/>
    public void Fill(Span<byte> bytes)
    {
        if (bytes.Length > DrawnAtOnce)
        {
            RandomNumberGenerator.Fill(bytes);
            return;
        }

        var drawn = _drawn ??= new byte[DrawnAtOnce];
        if (_left < bytes.Length)
        {
            RandomNumberGenerator.Fill(drawn);
            _left = drawn.Length;
        }

        _left -= bytes.Length;
        drawn.AsSpan(_left, bytes.Length).CopyTo(bytes);
        drawn.AsSpan(_left, bytes.Length).Clear();
    }
}
