using System.Globalization;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>Numbers as members of a <see cref="PackedSet"/>, and what its values say.</summary>
internal static class SetKeys
{
    // Before the job's id in a member of the send rows.
    private const char Apart = '+';
    private const char NotApart = '-';

    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static long Number(string key) => long.Parse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>A send row: its job, and whether its payload lies apart.</summary>
    public static string OfSend(string jobId, bool apart) => (apart ? Apart : NotApart) + jobId;

    public static string JobOfSend(string value) => value[1..];

    public static bool IsApart(string value) => value[0] == Apart;
}
