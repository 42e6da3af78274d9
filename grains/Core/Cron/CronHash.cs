namespace JobScheduler.Grains.Core.Cron;

/// <summary>
/// The number behind <c>H</c>: the same in every process, on every machine, in every version. It is FNV-1a of 64 bits over the UTF-8
/// bytes of the schedule's id, a slash and the name of the field, then the 64-bit finaliser of MurmurHash3, as FNV's low bits are weak.
/// </summary>
internal static class CronHash
{
    public static ulong Of(string id, CronField field) => StableHash.Mix(StableHash.Add(StableHash.Add(StableHash.Add(StableHash.Basis, id), "/"), field.Name()));
}
