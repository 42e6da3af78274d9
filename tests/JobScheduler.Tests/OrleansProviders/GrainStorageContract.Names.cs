using JobScheduler.Tests.Cassandra;
using Xunit;

namespace JobScheduler.Tests.OrleansProviders;

public abstract partial class GrainStorageContract
{
    /// <summary>Names that a careless key or statement would confuse.</summary>
    public static readonly string[] OddNames =
    [
        "/", "a/b", "a//b", "\\", "'; DROP TABLE grain_state; --", "\"quoted\"", "per%cent_", "\0", "a\0", "\n", " ", "  ", "ünïcödé", "unicode",
        "Имя", "名前", "😀", "e\u0301", "é", "A", "a", "null", "?", "{}", new string('x', 20_000), new string('х', 20_000),
    ];

    [CassandraFact]
    public async Task Names_OfTwoStatesOfAGrain_AreTwoRecords()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        await WrittenAsync(storage, grain, "first", "first");
        await WrittenAsync(storage, grain, "second", "second");
        Assert.Equal("first", (await ReadAsync(storage, grain, "first")).State!.Owner);
        Assert.Equal("second", (await ReadAsync(storage, grain, "second")).State!.Owner);
    }

    [CassandraFact]
    public async Task Names_KeysOfAllKinds_AreKept()
    {
        var storage = await StorageAsync();
        var type = GrainType.Create(CassandraKeyspace.NewName());
        var guid = new Guid("5e3f0a52-97c1-4dbb-9bb6-0d9d7e6f1c11");
        IdSpan[] keys =
        [
            GrainIdKeyExtensions.CreateIntegerKey(0), GrainIdKeyExtensions.CreateIntegerKey(-1), GrainIdKeyExtensions.CreateIntegerKey(long.MaxValue),
            GrainIdKeyExtensions.CreateIntegerKey(7, "foo/bar\\#baz?"), GrainIdKeyExtensions.CreateGuidKey(guid),
            GrainIdKeyExtensions.CreateGuidKey(guid, "foo/bar\\#baz?"), IdSpan.Create("text"),
        ];
        await EachIsARecordAsync(keys, async (key, owner) => await WrittenAsync(storage, new(type, key), owner), key => ReadAsync(storage, new(type, key)));
    }

    [CassandraFact]
    public async Task Names_OddGrainKeys_AreKeptApart()
    {
        var storage = await StorageAsync();
        var type = GrainType.Create(CassandraKeyspace.NewName());
        await EachIsARecordAsync(
            OddNames,
            async (name, owner) => await WrittenAsync(storage, GrainId.Create(type, IdSpan.Create(name)), owner),
            name => ReadAsync(storage, GrainId.Create(type, IdSpan.Create(name))));
    }

    [CassandraFact]
    public async Task Names_OddStateNames_AreKeptApart()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        await EachIsARecordAsync(
            [.. OddNames, ""],
            async (name, owner) => await WrittenAsync(storage, grain, owner, name),
            name => ReadAsync(storage, grain, name));
    }

    [CassandraFact]
    public async Task Names_OddServiceIds_AreKeptApart()
    {
        var grain = NewGrain();
        await EachIsARecordAsync(
            [.. OddNames, ""],
            async (name, owner) => await WrittenAsync(await StorageAsync(name), grain, owner),
            async name => await ReadAsync(await StorageAsync(name), grain));
    }

    [CassandraFact]
    public async Task Names_ThatReadAlike_AreKeptApart()
    {
        var storage = await StorageAsync();
        var name = CassandraKeyspace.NewName();
        await EachIsARecordAsync(
            [GrainId.Create($"{name}/b", "c"), GrainId.Create(name, "b/c")],
            async (grain, owner) => await WrittenAsync(storage, grain, owner),
            grain => ReadAsync(storage, grain));
    }

    [CassandraFact]
    public async Task Names_ThatCannotBeKept_AreRefused()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        var tooLong = await Assert.ThrowsAsync<ArgumentException>(() => WrittenAsync(storage, grain, "x", new string('n', 70_000)));
        Assert.Contains("has room for 65000", tooLong.Message, StringComparison.Ordinal);
        var half = await Assert.ThrowsAsync<ArgumentException>(() => WrittenAsync(storage, grain, "x", "half \ud83d"));
        Assert.Contains("half a surrogate pair", half.Message, StringComparison.Ordinal);
        var bytes = new GrainId(GrainType.Create("account"), new IdSpan([0xff, 0xfe]));
        Assert.Contains("not valid UTF-8", (await Assert.ThrowsAsync<ArgumentException>(() => WrittenAsync(storage, bytes, "x"))).Message, StringComparison.Ordinal);
    }

    [CassandraFact]
    public async Task Names_OfTheGreatestLength_AreKept()
    {
        var storage = await StorageAsync();
        var grain = GrainId.Create("account", CassandraKeyspace.NewName() + new string('k', 64_000));
        var state = await WrittenAsync(storage, grain, "long");
        Assert.Equal(state.ETag, (await ReadAsync(storage, grain)).ETag);
    }

    private static async Task EachIsARecordAsync<T>(T[] names, Func<T, string, Task> write, Func<T, Task<GrainState<Ledger>>> read)
    {
        for (var i = 0; i < names.Length; i++)
            await write(names[i], $"{i}");
        for (var i = 0; i < names.Length; i++)
            Assert.Equal($"{i}", (await read(names[i])).State!.Owner);
    }
}
