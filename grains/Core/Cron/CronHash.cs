using System.Text;

namespace JobScheduler.Grains.Core.Cron;

/// <summary>
/// The number behind <c>H</c>: the same in every process, on every machine, in every version. It is FNV-1a of 64 bits over the UTF-8
/// bytes of the schedule's id, a slash and the name of the field, then the 64-bit finaliser of MurmurHash3, as FNV's low bits are weak.
/// </summary>
internal static class CronHash
{
    public static ulong Of(string id, CronField field)
    {
        var hash = Add(14_695_981_039_346_656_037, id);
        hash = Add(Add(hash, "/"), field.Name());
        hash = (hash ^ (hash >> 33)) * 0xFF51_AFD7_ED55_8CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CE_B9FE_1A85_EC53;
        return hash ^ (hash >> 33);
    }

    private static ulong Add(ulong hash, string text)
    {
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ octet) * 1_099_511_628_211;
        }

        return hash;
    }
}
