using System.Security.Cryptography;

namespace JobScheduler.Orleans.Cassandra;

/// <summary>ETags: 128 bits of chance as text. No two writes ever have the same, so a write can recognise its own.</summary>
internal static class ETag
{
    public static string New() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
