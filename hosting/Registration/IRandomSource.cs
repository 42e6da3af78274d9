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
internal sealed class SystemRandomSource : IRandomSource
{
    /// <inheritdoc/>
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
