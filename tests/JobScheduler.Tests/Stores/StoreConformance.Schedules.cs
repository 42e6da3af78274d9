using JobScheduler.Grains.Storage;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;
using static JobScheduler.Tests.Stores.SampleSchedules;

namespace JobScheduler.Tests.Stores;

public abstract partial class StoreConformance
{
    [StoreTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PutSchedule_EveryFieldOrNone_IsReadBack(bool full)
    {
        var schedule = full ? FullSchedule() : Schedule();
        await (await OwnAsync()).CommitAsync(new PutSchedule(schedule));
        var loaded = Assert.Single((await LoadSchedulesAsync(0, schedule.Id)).Values);
        SampleSchedules.AssertSame(schedule, loaded.Schedule);
        Assert.Empty(loaded.JobIds);
        SampleSchedules.AssertSame(schedule, await ScheduleReads.GetScheduleAsync(schedule.Id, None));
        SampleSchedules.AssertSame(schedule, Assert.Single(await ScheduleReads.ListSchedulesAsync(10, null, None)));
        await ReopenAsync();
        SampleSchedules.AssertSame(schedule, await ScheduleReads.GetScheduleAsync(schedule.Id, None));
    }

    [StoreFact]
    public async Task PutSchedule_EveryPolicyAndDecision_IsReadBack()
    {
        var schedules = new List<ScheduleRecord>();
        foreach (var overlap in Enum.GetValues<OverlapPolicy>())
        {
            var schedule = Schedule(0, schedules.Count);
            schedules.Add(schedule with { Spec = schedule.Spec with { Overlap = overlap }, Backfills = [new(1, 2, overlap)] });
        }

        foreach (var misfire in Enum.GetValues<MisfirePolicy>())
        {
            var schedule = Schedule(0, schedules.Count);
            schedules.Add(schedule with { Spec = schedule.Spec with { Misfire = misfire } });
        }

        foreach (var decision in Enum.GetValues<ScheduleDecision>())
            schedules.Add(Schedule(0, schedules.Count) with { Open = Decision(1) with { Decision = decision } });
        await (await OwnAsync()).CommitAsync(schedules.Select(schedule => new PutSchedule(schedule)));
        foreach (var schedule in schedules)
            SampleSchedules.AssertSame(schedule, await ScheduleReads.GetScheduleAsync(schedule.Id, None));
    }

    [StoreTheory]
    [InlineData(2)]
    [InlineData(StoreLimits.InlinePayloadBytes + 1)]
    [InlineData(2 * 1024 * 1024)]
    public async Task PutSchedule_PayloadOfAnySize_IsReadBack(int bytes)
    {
        var schedule = Schedule().WithPayload(Json(bytes));
        await (await OwnAsync()).CommitAsync(new PutSchedule(schedule));
        SampleSchedules.AssertSame(schedule, Assert.Single((await LoadSchedulesAsync(0, schedule.Id)).Values).Schedule);
    }

    [StoreFact]
    public async Task PutSchedule_Again_ReplacesTheWholeRowAndKeepsDecisionsAndJobs()
    {
        var owner = await OwnAsync();
        var first = FullSchedule();
        await owner.CommitAsync(new PutSchedule(first), new PutDecision(first.Id, Decision(1)), new PutScheduleJob(new(first.Id, Id(1, 1))));
        var second = Schedule() with { CreatedAt = T0 + 9 };
        await owner.CommitAsync(new PutSchedule(second));
        var loaded = (await LoadSchedulesAsync(0, first.Id))[first.Id];
        SampleSchedules.AssertSame(second, loaded.Schedule);
        Assert.Equal([Id(1, 1)], loaded.JobIds);
        Assert.Single(await ScheduleReads.ListDecisionsAsync(first.Id, 10, null, None));
    }

    [StoreFact]
    public async Task UpdateSchedule_EveryField_ReplacesWhatChangesAndKeepsTheRest()
    {
        var owner = await OwnAsync();
        var first = Schedule().WithPayload(Json(100));
        await owner.CommitAsync(new PutSchedule(first));
        var full = FullSchedule() with { CreatedAt = T0 - 1 };
        await owner.CommitAsync(new UpdateSchedule(full));
        SampleSchedules.AssertSame(full with { Spec = first.Spec, CreatedAt = T0 }, await ScheduleReads.GetScheduleAsync(first.Id, None));
        await owner.CommitAsync(new UpdateSchedule(first.WithPayload(null)));
        SampleSchedules.AssertSame(first, await ScheduleReads.GetScheduleAsync(first.Id, None));
    }

    [StoreFact]
    public async Task UpdateSchedule_DoesNotExist_RejectsAllOfIt()
    {
        var owner = await OwnAsync();
        var result = await owner.TryCommitAsync(new PutSchedule(Schedule(0, 1)), new PutDecision(ScheduleId(0, 1), Decision(1)), new UpdateSchedule(Schedule(0, 2)));
        AssertRejected(result, RejectReason.Conflict);
        Assert.Empty(await LoadSchedulesAsync(0, ScheduleId(0, 1), ScheduleId(0, 2)));
        Assert.Empty(await ScheduleReads.ListSchedulesAsync(10, null, None));
        Assert.Empty(await ScheduleReads.ListDecisionsAsync(ScheduleId(0, 1), 10, null, None));
        await owner.CommitAsync(new PutSchedule(Schedule(0, 1)));
    }

    [StoreFact]
    public async Task DeleteSchedule_WithDecisionsAndJobs_RemovesItsOwnOnly()
    {
        var owner = await OwnAsync();
        var gone = FullSchedule(0, 1);

        // Begins with the id of the other.
        var kept = gone with { Id = Enumerable.Range(0, 100).Select(i => gone.Id + i).First(id => LiesIn(id, 0)) };
        foreach (var schedule in new[] { gone, kept })
        {
            await owner.CommitAsync(
            [
                new PutSchedule(schedule),
                .. Enumerable.Range(1, 100).Select(i => new PutDecision(schedule.Id, Decision(i))),
                .. Enumerable.Range(1, 100).Select(i => new PutScheduleJob(new(schedule.Id, Id(1, i)))),
            ]);
        }

        await owner.CommitAsync(new DeleteSchedule(gone.Id), new DeleteSchedule(ScheduleId(0, 77)));
        Assert.Null(await ScheduleReads.GetScheduleAsync(gone.Id, None));
        Assert.Empty(await ScheduleReads.ListDecisionsAsync(gone.Id, 500, null, None));
        Assert.Empty((await Log.LoadAsync(0, new() { ScheduleJobs = [new(gone.Id, Id(1, 1))] }, None)).ScheduleJobs);
        Assert.Equal([kept.Id], (await ScheduleReads.ListSchedulesAsync(10, null, None)).Select(each => each.Id));
        Assert.Equal(100, (await ScheduleReads.ListDecisionsAsync(kept.Id, 500, null, None)).Count);
        Assert.Equal(100, (await LoadSchedulesAsync(0, kept.Id))[kept.Id].JobIds.Count);

        await owner.CommitAsync(new PutSchedule(Schedule(0, 1)));
        Assert.Empty((await LoadSchedulesAsync(0, gone.Id))[gone.Id].JobIds);
        Assert.Empty(await ScheduleReads.ListDecisionsAsync(gone.Id, 500, null, None));
    }

    [StoreFact]
    public async Task Load_SchedulesOfOtherPartitionsAndUnknownOnes_GivesThoseThatExistHere()
    {
        var here = Enumerable.Range(1, 50).Select(i => Schedule(0, i)).ToList();
        await (await OwnAsync(0)).CommitAsync(here.Select(schedule => new PutSchedule(schedule)));
        await (await OwnAsync(2)).CommitAsync(new PutSchedule(Schedule(2, 1)), new PutScheduleJob(new(ScheduleId(2, 1), "j")));
        var loaded = await LoadSchedulesAsync(0, [.. here.Select(schedule => schedule.Id), here[0].Id, ScheduleId(2, 1), "", "\0", "\ud800", "'", "%"]);
        Assert.Equal(here.Select(schedule => schedule.Id).Order(), loaded.Keys.Order());
        Assert.Empty((await Log.LoadAsync(0, new() { ScheduleJobs = [new(ScheduleId(2, 1), "j")] }, None)).ScheduleJobs);
        Assert.Single((await Log.LoadAsync(2, new() { ScheduleJobs = [new(ScheduleId(2, 1), "j")] }, None)).ScheduleJobs);
    }

    [StoreFact]
    public async Task ScheduleJobs_PutAndDeleted_AreLoadedFirstIdsFirst()
    {
        var owner = await OwnAsync();
        var id = ScheduleId();
        var jobs = Enumerable.Range(0, 150).Select(i => new ScheduleJobRecord(id, Id(i % Partitions, i + 1, T0 + (i * 7 % 150)))).ToList();
        await owner.CommitAsync([new PutSchedule(Schedule()), .. jobs.Select(job => new PutScheduleJob(job)), new PutScheduleJob(new(ScheduleId(0, 2), jobs[0].JobId))]);
        await owner.CommitAsync(new PutScheduleJob(jobs[0]));
        var ids = jobs.Select(job => job.JobId).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(ids.Take(100), (await LoadSchedulesAsync(0, id))[id].JobIds);
        var few = await Log.LoadAsync(0, new() { ScheduleIds = [id], JobsPerSchedule = 3 }, None);
        Assert.Equal(ids.Take(3), few.Schedules[id].JobIds);

        await owner.CommitAsync(new DeleteScheduleJob(new(id, ids[0])), new DeleteScheduleJob(new(id, "none")));
        Assert.Equal(ids.Skip(1).Take(100), (await LoadSchedulesAsync(0, id))[id].JobIds);
        var asked = new ScheduleJobRecord[] { new(id, ids[0]), new(id, ids[1]), new(id, ids[1]), new(id, "none"), new(ScheduleId(0, 2), ids[1]), new(ScheduleId(0, 2), jobs[0].JobId) };
        var found = (await Log.LoadAsync(0, new() { ScheduleJobs = asked }, None)).ScheduleJobs;
        Assert.True(found.SetEquals([new(id, ids[1]), new(ScheduleId(0, 2), jobs[0].JobId)]));
    }

    [StoreFact]
    public async Task Decisions_PutReplacedAndDeleted_AreListedNewestFirst()
    {
        var owner = await OwnAsync();
        var id = ScheduleId();
        await owner.CommitAsync(Enumerable.Range(1, 30).Reverse().Select(i => new PutDecision(id, Decision(i))));
        await owner.CommitAsync(new PutDecision(id, FullDecision(30)), new DeleteDecision(id, 1), new DeleteDecision(id, 99), new PutDecision(ScheduleId(0, 2), Decision(7)));
        var first = await ScheduleReads.ListDecisionsAsync(id, 10, null, None);
        Assert.Equal(Enumerable.Range(21, 10).Reverse().Select(i => (long)i), first.Select(each => each.Decision.Number));
        Assert.Equal(FullDecision(30), first[0].Decision);
        Assert.Equal(Decision(29), first[1].Decision);
        var rest = await ScheduleReads.ListDecisionsAsync(id, 500, first[^1].Decision.Number, None);
        Assert.Equal(Enumerable.Range(2, 19).Reverse().Select(i => (long)i), rest.Select(each => each.Decision.Number));
        Assert.Empty(await ScheduleReads.ListDecisionsAsync(id, 10, 2, None));
        Assert.Empty(await ScheduleReads.ListDecisionsAsync("\ud800", 10, null, None));
    }

    [StoreFact]
    public async Task Decisions_WithJobsOfAnyPartition_HaveTheirRowsWithoutPayloadAndResult()
    {
        var id = ScheduleId();
        var job = (FullJob(3, 1) with { Line = null }).WithPayload(Json(100));
        await (await OwnAsync(3)).CommitAsync(new InsertJob(job));
        await (await OwnAsync()).CommitAsync(
            new PutDecision(id, Decision(1, job.JobId)), new PutDecision(id, Decision(2)), new PutDecision(id, Decision(3, Id(3, 2))), new PutDecision(id, Decision(4, "odd")));
        var listed = await ScheduleReads.ListDecisionsAsync(id, 10, null, None);
        Assert.Equal([null, null, null, job.JobId], listed.Select(each => each.Job?.JobId));
        Sample.AssertSame(job.WithPayload(null) with { Result = null, PayloadOmitted = true }, listed[3].Job);
    }

    [StoreFact]
    public async Task ListSchedules_OverAllPartitions_AreInOrdinalOrder()
    {
        var schedules = new List<ScheduleRecord>();
        for (var partition = 0; partition < Partitions; partition++)
        {
            var mine = Enumerable.Range(1, 25).Select(i => Schedule(partition, i)).ToList();
            foreach (var odd in new[] { "A", "Z", "a", "a-", "a.b", "a_b", "a~", "ab", "0", "9" })
            {
                if (LiesIn(odd, partition))
                    mine.Add(Schedule() with { Id = odd });
            }

            await (await OwnAsync(partition)).CommitAsync(mine.Select(schedule => new PutSchedule(schedule)));
            schedules.AddRange(mine);
        }

        var ids = schedules.Select(schedule => schedule.Id).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(ids, (await ScheduleReads.ListSchedulesAsync(500, null, None)).Select(schedule => schedule.Id));
        var found = new List<string>();
        while (await ScheduleReads.ListSchedulesAsync(7, found.LastOrDefault(), None) is { Count: > 0 } page)
            found.AddRange(page.Select(schedule => schedule.Id));
        Assert.Equal(ids, found);
        Assert.Equal(ids.Where(id => string.CompareOrdinal(id, "a~~") > 0), (await ScheduleReads.ListSchedulesAsync(500, "a~~", None)).Select(schedule => schedule.Id));
        Assert.Empty(await ScheduleReads.ListSchedulesAsync(500, "🚀", None));
    }

    [StoreTheory]
    [MemberData(nameof(OddIds))]
    public async Task GetSchedule_AnyText_IsNull(string id)
    {
        await (await OwnAsync()).CommitAsync(new PutSchedule(Schedule()));
        Assert.Null(await ScheduleReads.GetScheduleAsync(id, None));
        Assert.Empty(await ScheduleReads.ListDecisionsAsync(id, 10, null, None));
    }

    [StoreFact]
    public async Task ReadEntries_FireEntries_HaveNoJob()
    {
        // A schedule may be named like a job.
        var job = Job(0, 1);
        var id = Enumerable.Range(1, 1_000).Select(i => Id(0, i)).First(id => LiesIn(id, 0));
        var namesake = job with { JobId = id };
        var owner = await OwnAsync();
        await owner.CommitAsync(
        [
            .. Insert(namesake with { At = new(T0, 1) }),
            new PutSchedule(Schedule() with { Id = id, At = new(T0, 2) }),
            new PutEntry(new(LineId.Due, new(T0, 2), id, EntryKind.Fire)),
            new PutEntry(new(LineId.Due, new(T0, 3), ScheduleId(0, 5), EntryKind.Fire)),
        ]);
        var page = await ReadAllAsync(LineId.Due);
        Assert.Equal([EntryKind.Run, EntryKind.Fire, EntryKind.Fire], page.Entries.Select(each => each.Entry.Kind));
        Assert.Equal([id, null, null], page.Entries.Select(each => each.Job?.JobId));
        Assert.Equal([id, id, ScheduleId(0, 5)], page.Entries.Select(each => each.Entry.JobId));
    }

    [StoreFact]
    public async Task Sends_OfEveryKind_AreReadBack()
    {
        var owner = await OwnAsync();
        SendRecord[] sends =
        [
            new(1, 3, Id(3, 1), FullSpec(), SentKind.Job, "nightly"),
            new(2, 1, Id(1, 1), null, SentKind.Ended, ScheduleId(1)),
            new(3, 1, Id(1, 1), null, SentKind.Revived, ScheduleId(1)),
            new(4, 0, Id(0, 1), null, SentKind.Cancel),
        ];
        await owner.CommitAsync(sends.Select(send => new PutSend(send)));
        await ReopenAsync();
        var read = await Log.ReadSendsAsync(0, 0, 10, None);
        Sample.AssertSame(sends[0].Spec!, read[0].Spec!);
        Assert.Equal(sends.AsEnumerable(), read.Skip(1).Prepend(read[0] with { Spec = sends[0].Spec }));
        await (await OwnAsync()).CommitAsync(new DeleteSend(2));
        Assert.Equal([1, 3, 4], (await Log.ReadSendsAsync(0, 0, 10, None)).Select(send => send.Id));
    }

    [StoreFact]
    public async Task Commit_LargeScheduleAndSmallChanges_AreAppliedAndTwoLargeOnesAreNot()
    {
        var owner = await OwnAsync();
        var large = Schedule(0, 1).WithPayload(Json(StoreLimits.CommitBytes));
        AssertRejected(await owner.TryCommitAsync(new PutSchedule(large), new PutSchedule(Schedule(0, 2))), RejectReason.TooLarge);
        await owner.CommitAsync(new PutSchedule(large), new PutDecision(large.Id, FullDecision(1)));

        // What an occurrence writes.
        var send = new SendRecord(1, 1, Id(1, 1), large.Spec.Job);
        await owner.CommitAsync(
            new PutSend(send), new UpdateSchedule(large with { Runs = 1 }), new PutDecision(large.Id, Decision(2)), new PutScheduleJob(new(large.Id, Id(1, 1))));
        var ended = Job(0, 1) with { State = StoredState.Completed, Result = Json(StoreLimits.CommitBytes) };
        await owner.CommitAsync(new InsertJob(ended), new PutSend(new(2, 1, ended.JobId, null, SentKind.Ended, "s")));
    }

    public static TheoryData<string, Mutation[]> ScheduleBugs
    {
        get
        {
            var id = ScheduleId();
            var fire = new EntryRecord(new(LineKind.Queue, "q"), new(1, 1), id, EntryKind.Fire);
            return new()
            {
                { "put twice", [new PutSchedule(Schedule()), new PutSchedule(Schedule())] },
                { "put and updated", [new PutSchedule(Schedule()), new UpdateSchedule(Schedule())] },
                { "deleted twice", [new DeleteSchedule(id), new DeleteSchedule(id)] },
                { "deleted and put", [new DeleteSchedule(id), new PutSchedule(Schedule())] },
                { "decided and deleted", [new PutDecision(id, Decision(1)), new DeleteSchedule(id)] },
                { "deleted and decision dropped", [new DeleteSchedule(id), new DeleteDecision(id, 1)] },
                { "job noted and deleted", [new PutScheduleJob(new(id, "j")), new DeleteSchedule(id)] },
                { "deleted and job dropped", [new DeleteSchedule(id), new DeleteScheduleJob(new(id, "j"))] },
                { "decision", [new PutDecision(id, Decision(1)), new DeleteDecision(id, 1)] },
                { "job", [new PutScheduleJob(new(id, "j")), new DeleteScheduleJob(new(id, "j"))] },
                { "put elsewhere", [new PutSchedule(Schedule(1))] },
                { "updated elsewhere", [new UpdateSchedule(Schedule(1))] },
                { "deleted elsewhere", [new DeleteSchedule(ScheduleId(1))] },
                { "decided elsewhere", [new PutDecision(ScheduleId(1), Decision(1))] },
                { "decision dropped elsewhere", [new DeleteDecision(ScheduleId(1), 1)] },
                { "job noted elsewhere", [new PutScheduleJob(new(ScheduleId(1), "j"))] },
                { "job dropped elsewhere", [new DeleteScheduleJob(new(ScheduleId(1), "j"))] },
                { "fires from a line", [new PutEntry(fire)] },
                { "job to insert without a spec", [new PutSend(new(1, 0, "a", null))] },
                { "end with a spec", [new PutSend(new(1, 0, "a", Spec(), SentKind.Ended, "s"))] },
                { "cancel with a spec", [new PutSend(new(1, 0, "a", Spec(), SentKind.Cancel, "s"))] },
            };
        }
    }

    [StoreTheory]
    [MemberData(nameof(ScheduleBugs))]
    public async Task Commit_BugAboutASchedule_IsRejectedAsConflict(string what, Mutation[] mutations)
    {
        var owner = await OwnAsync();
        await owner.CommitAsync(new PutSchedule(Schedule(0, 2)));
        var result = await owner.TryCommitAsync(mutations);
        Assert.True(result.Reason == RejectReason.Conflict, what);
        AssertRejected(result, RejectReason.Conflict);
        await owner.CommitAsync(new PutSchedule(Schedule()));
    }

    [StoreFact]
    public async Task Commit_ScheduleRowsThatDifferInOnePartOfTheirKey_AreApplied()
    {
        var (a, b) = (ScheduleId(0, 1), ScheduleId(0, 2));
        await (await OwnAsync()).CommitAsync(
            new PutSchedule(Schedule(0, 1)), new PutSchedule(Schedule(0, 2)), new DeleteSchedule(ScheduleId(0, 3)),
            new PutDecision(a, Decision(1)), new PutDecision(a, Decision(2)), new PutDecision(b, Decision(1)),
            new PutScheduleJob(new(a, "j")), new PutScheduleJob(new(a, "k")), new PutScheduleJob(new(b, "j")));
        Assert.Equal(["j", "k"], (await LoadSchedulesAsync(0, a))[a].JobIds);
        Assert.Equal(["j"], (await LoadSchedulesAsync(0, b))[b].JobIds);
        Assert.Equal(2, (await ScheduleReads.ListDecisionsAsync(a, 10, null, None)).Count);
    }

    private async Task<IReadOnlyDictionary<string, LoadedSchedule>> LoadSchedulesAsync(int partition, params string[] ids) =>
        (await Log.LoadAsync(partition, new() { ScheduleIds = ids }, None)).Schedules;
}
