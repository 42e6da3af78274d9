namespace JobScheduler.Grains.Core;

/// <summary>
/// 64-bit hashes that are the same in every process, on every machine and in every version: stored ids and the times of <c>H</c> depend
/// on them. FNV-1a over UTF-8, and because its low bits are weak the finalizer of MurmurHash3 (fmix64).
/// </summary>
/// <remarks>http://www.isthe.com/chongo/tech/comp/fnv/ ; https://github.com/aappleby/smhasher (MurmurHash3).</remarks>
internal static class StableHash
{
    /// <summary>What FNV-1a begins with.</summary>
    internal const ulong Basis = 14_695_981_039_346_656_037;

    /// <summary>Goes on with a text's UTF-8 bytes; half of a surrogate pair counts as U+FFFD.</summary>
    internal static ulong Add(ulong hash, string text)
    {
        Span<byte> buffer = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(buffer);
            for (var i = 0; i < length; i++)
                hash = (hash ^ buffer[i]) * 1_099_511_628_211;
        }

        return hash;
    }

    /// <summary>Spreads every bit over all of them.</summary>
    internal static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51_afd7_ed55_8ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ce_b9fe_1a85_ec53;
        return hash ^ (hash >> 33);
    }
}
