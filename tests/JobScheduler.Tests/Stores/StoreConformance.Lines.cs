using JobScheduler.Grains.Storage;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;

namespace JobScheduler.Tests.Stores;

public abstract partial class StoreConformance
{
    private static readonly LineId Line = new(LineKind.Queue, "mail", -5);

    private static readonly Position[] Places =
    [
        new(long.MinValue, long.MinValue + 1), new(-1, 7), new(0, -3), new(0, 2), new(0, 10), new(1, 1), new(9, long.MaxValue), new(10, 0), new(long.MaxValue, long.MaxValue),
    ];

    [StoreFact]
    public async Task ReadEntries_PutInAnyOrder_AreInOrderOfPlace()
    {
        await PutPlacesAsync();
        var page = await ReadAllAsync(Line);
        Assert.Equal(Places, page.Entries.Select(e => e.Entry.At));
        Assert.True(page.End);
        Assert.All(page.Entries, e => Assert.Equal(Line, e.Entry.Line));
        Assert.True(await ReadAllAsync(LineId.Due) is { Entries.Count: 0, End: true });
        Assert.Empty((await ReadAllAsync(Line, 1)).Entries);
    }

    [StoreFact]
    public async Task ReadEntries_AfterUpToAndLimit_GiveExactlyThose()
    {
        await PutPlacesAsync();
        foreach (var after in Places.Prepend(Position.Start))
        {
            foreach (var upTo in new[] { long.MinValue, -1, 0, 5, 9, long.MaxValue })
            {
                foreach (var limit in new[] { 1, 3, Places.Length })
                {
                    var expected = Places.Where(place => place > after && place.At <= upTo).ToList();
                    var page = await Log.ReadEntriesAsync(0, Line, after, upTo, limit, None);
                    Assert.Equal(expected.Take(limit), page.Entries.Select(e => e.Entry.At));
                    Assert.Equal(expected.Count <= limit, page.End);
                }
            }
        }
    }

    [StoreFact]
    public async Task PutEntry_ManyOfLinesInTurnsAndAgain_AreEachInTheirLine()
    {
        var owner = await OwnAsync();
        LineId[] lines = [Line, LineId.Due, new(LineKind.Key, "mail"), Line with { Priority = -4 }];
        var lengths = new[] { 20, 1, 8, 3, 9, 16 };
        var entries = new List<EntryRecord>();
        for (var run = 0; run < lengths.Length; run++)
            entries.AddRange(Enumerable.Range(0, lengths[run]).Select(i => new EntryRecord(lines[run % 4], new(run, i), Id(0, i), EntryKind.Run)));
        for (var time = 0; time < 2; time++)
            await owner.CommitAsync([.. entries.Select(entry => new PutEntry(entry))]);
        foreach (var line in lines)
            Assert.Equal(entries.Where(entry => entry.Line == line), (await ReadAllAsync(line)).Entries.Select(each => each.Entry));
    }

    [StoreFact]
    public async Task Running_ManyPutAndDeletedWithGaps_LeavesTheOthers()
    {
        var owner = await OwnAsync();
        var jobs = Enumerable.Range(1, 21).Select(i => Job(0, i)).ToList();
        await owner.CommitAsync([.. jobs.Select(job => new InsertJob(job)), .. jobs.Select(job => new PutRunning(new(job.Sequence, job.JobId)))]);
        await owner.CommitAsync(new PutRunning(new(7, jobs[0].JobId)));
        long[] ended = [12, 3, 2, 4, 20, 8, 9, 21, 30];
        await owner.CommitAsync([.. ended.Select(token => new DeleteRunning(token)), new PutRunning(new(40, jobs[1].JobId))]);
        var expected = jobs.Where(job => !ended.Contains(job.Sequence))
            .Select(job => new RunningRecord(job.Sequence, job.Sequence == 7 ? jobs[0].JobId : job.JobId)).Append(new(40, jobs[1].JobId));
        Assert.Equal(expected, (await Log.ReadRunningAsync(0, None)).Select(each => each.Running));
    }

    [StoreFact]
    public async Task ReadEntries_LimitBelowOne_Throws() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Log.ReadEntriesAsync(0, Line, Position.Start, 0, 0, None));

    [StoreFact]
    public async Task TrimEntries_UpToAPlace_RemovesThoseOnly()
    {
        var owner = await PutPlacesAsync();
        var other = new LineId(LineKind.Queue, "mail", -4);
        await owner.CommitAsync(new PutEntry(new(other, new(0, 0), "x", EntryKind.Run)), new TrimEntries(Line, new(0, 2)));
        Assert.Equal(Places.Where(p => p > new Position(0, 2)), (await ReadAllAsync(Line)).Entries.Select(e => e.Entry.At));
        Assert.Single((await ReadAllAsync(other)).Entries);
        var added = new Position(0, 3);
        await owner.CommitAsync(new PutEntry(new(Line, added, "x", EntryKind.Run)), new TrimEntries(LineId.Due, new(long.MaxValue, long.MaxValue)));
        Assert.Equal(added, (await ReadAllAsync(Line)).Entries[0].Entry.At);
        await owner.CommitAsync(new TrimEntries(Line, new(long.MaxValue, long.MaxValue)));
        Assert.Empty((await ReadAllAsync(Line)).Entries);
    }

    [StoreFact]
    public async Task PutEntry_Twice_ChangesNothing()
    {
        var owner = await OwnAsync();
        var job = Job(0, 1);
        var expire = new EntryRecord(LineId.Due, new(5, 5), job.JobId, EntryKind.Expire);
        await owner.CommitAsync(new InsertJob(job), new PutEntry(expire));
        await owner.CommitAsync(new PutEntry(expire));
        var (entry, read) = Assert.Single((await ReadAllAsync(LineId.Due)).Entries);
        Assert.Equal(expire, entry);
        AssertSame(job, read);
    }

    [StoreFact]
    public async Task ReadEntries_JobIsGone_GivesTheEntryWithoutIt()
    {
        var owner = await OwnAsync();
        await owner.CommitAsync(new PutEntry(new(Line, new(1, 1), Id(0, 9), EntryKind.Run)), new PutEntry(new(Line, new(2, 2), Unicode, EntryKind.Run)));
        var page = await ReadAllAsync(Line);
        Assert.Equal([Id(0, 9), Unicode], page.Entries.Select(e => e.Entry.JobId));
        Assert.All(page.Entries, e => Assert.Null(e.Job));
    }

    [StoreTheory]
    [InlineData(StoreLimits.InlinePayloadBytes, false)]
    [InlineData(StoreLimits.InlinePayloadBytes + 1, true)]
    public async Task ReadEntries_PayloadOfThatSize_IsLeftOutIfTooLarge(int bytes, bool omitted)
    {
        var owner = await OwnAsync();
        var job = Job(0, 1).WithPayload(Json(bytes));
        await owner.CommitAsync(Insert(job));
        var (_, paged) = Assert.Single((await ReadAllAsync(LineId.Due)).Entries);
        AssertSame(omitted ? job.WithPayload(null) with { PayloadOmitted = true } : job, paged);
        AssertSame(job, await LoadJobAsync(job.JobId));
        AssertSame(job, (await Queries.GetJobAsync(job.JobId, None))!.Job);
        await owner.CommitAsync(new UpdateJob(paged! with { State = StoredState.Claimed, Token = 7 }), new PutRunning(new(7, job.JobId)));
        Assert.Equal(bytes, (await LoadJobAsync(job.JobId)).Spec.Payload?.Length);
    }

    [StoreFact]
    public async Task ReadLines_AllKinds_GivesQueueAndTypeLinesOnly()
    {
        var owner = await OwnAsync();
        var queue = new LineRecord(new(LineKind.Queue, Unicode, 100), Position.Start);
        var lower = new LineRecord(new(LineKind.Queue, Unicode, -100), new(long.MaxValue, -1));
        var type = new LineRecord(new(LineKind.Type, "t"), new(-1, long.MaxValue));
        var key = new LineRecord(new(LineKind.Key, "k"), new(1, 2), "holder");
        await owner.CommitAsync(new PutLine(queue with { Watermark = new(4, 4) }), new PutLine(type), new PutLine(key));
        await owner.CommitAsync(new PutLine(queue), new PutLine(lower));
        Assert.Equal([lower, queue, type], (await Log.ReadLinesAsync(0, None)).OrderBy(l => l.Line.Kind).ThenBy(l => l.Line.Priority));
        await owner.CommitAsync(new DeleteLine(lower.Line), new DeleteLine(type.Line));
        Assert.Equal(queue, Assert.Single(await Log.ReadLinesAsync(0, None)));
        Assert.Empty(await Log.ReadLinesAsync(1, None));
    }

    [StoreFact]
    public async Task Load_ConcurrencyKey_GivesItsLineHolderAndFirstEntriesBehindTheWatermark()
    {
        var owner = await OwnAsync();
        var line = new LineId(LineKind.Key, Unicode);
        var holder = (Job(0, 1) with { State = StoredState.Claimed }).WithPayload(Json(StoreLimits.InlinePayloadBytes + 1));
        var waiting = Enumerable.Range(2, 5).Select(i => Job(0, i) with { State = StoredState.Lined, Line = line, At = new(10, i) }).ToList();
        var row = new LineRecord(line, new(10, 2), holder.JobId);
        await owner.CommitAsync([new InsertJob(holder), .. waiting.SelectMany(Insert), new PutLine(row)]);

        var loaded = await Log.LoadAsync(0, new() { ConcurrencyKeys = [Unicode, "other"], EntriesPerKey = 3 }, None);
        var key = Assert.Single(loaded.KeyLines);
        Assert.Equal(Unicode, key.Key);
        Assert.Equal(row, key.Value.Line);
        Assert.Equal([3L, 4L, 5L], key.Value.Page.Entries.Select(e => e.Entry.At.Order));
        Assert.False(key.Value.Page.End);
        AssertSame(waiting[1], key.Value.Page.Entries[0].Job);
        AssertSame(holder, Assert.Single(loaded.Jobs).Value);
    }

    [StoreFact]
    public async Task Load_KeyLineWithoutHolderOrEntries_GivesTheRow()
    {
        var owner = await OwnAsync();
        var free = new LineRecord(new(LineKind.Key, "free"), Position.Start);
        var gone = new LineRecord(new(LineKind.Key, "gone"), new(1, 1), Id(0, 99));
        await owner.CommitAsync(new PutLine(free), new PutLine(gone));
        var loaded = await Log.LoadAsync(0, new() { ConcurrencyKeys = ["free", "gone"] }, None);
        Assert.Equal(free, loaded.KeyLines["free"].Line);
        Assert.Equal(gone, loaded.KeyLines["gone"].Line);
        Assert.True(loaded.KeyLines["free"].Page is { Entries.Count: 0, End: true });
        Assert.Empty(loaded.Jobs);
        await owner.CommitAsync(new DeleteLine(free.Line));
        Assert.Empty((await Log.LoadAsync(0, new() { ConcurrencyKeys = ["free"] }, None)).KeyLines);
    }

    private async Task<PartitionOwner> PutPlacesAsync()
    {
        var owner = await OwnAsync();
        var shuffled = Places.Select((place, i) => (place, i)).OrderBy(each => each.i * 5 % Places.Length);
        await owner.CommitAsync(shuffled.Select(each => new PutEntry(new(Line, each.place, Id(0, each.i), EntryKind.Run))));
        return owner;
    }
}
