using JobScheduler.Hosting.Submissions;
using Xunit;

namespace JobScheduler.Tests.Submissions;

public sealed class RequestRulesTests
{
    [Fact]
    public void Move_Values_AreResolved()
    {
        Assert.Equal(new ResolvedMove(1, null, 5), RequestRules.Resolve(new JobMove { RunAt = DateTimeOffset.UnixEpoch.AddTicks(1), Priority = 5 }));
        Assert.Equal(new ResolvedMove(null, 0, null), RequestRules.Resolve(new JobMove { Delay = TimeSpan.Zero }));
    }

    public static TheoryData<JobMove, string> BadMoves => new()
    {
        { new(), "run_at" },
        { new() { RunAt = DateTimeOffset.UnixEpoch, Delay = TimeSpan.Zero }, "delay_ms" },
        { new() { Delay = TimeSpan.FromDays(-1) }, "delay_ms" },
        { new() { Priority = 101 }, "priority" },
        { new() { RunAt = DateTimeOffset.MaxValue }, "run_at" },
    };

    [Theory]
    [MemberData(nameof(BadMoves))]
    public void Move_BadValue_NamesItsPath(JobMove move, string path) => Assert.Equal([path], Paths(() => RequestRules.Resolve(move)));

    [Fact]
    public void List_NewestFailuresInOtherStates_Throws()
    {
        var query = new JobQuery { Order = JobOrder.NewestFailure, Filter = new() { States = [JobState.Failed] } };
        RequestRules.Check(query);
        RequestRules.Check(query with { Filter = new() });
        var refused = Assert.Throws<ArgumentException>(() => RequestRules.Check(query with { Filter = new() { States = [JobState.Failed, JobState.Running] } }));
        Assert.Equal("query", refused.ParamName);
    }

    public static TheoryData<JobQuery, string> BadQueries => new()
    {
        { new() { Limit = 0 }, "limit" },
        { new() { Limit = 501 }, "limit" },
        { new() { Order = (JobOrder)77 }, "order" },
        { new() { Filter = new() { States = [(JobState)77] } }, "state" },
        { new() { Filter = new() { From = DateTimeOffset.MinValue } }, "from" },
        { new() { Filter = new() { To = DateTimeOffset.MaxValue } }, "to" },
        { new() { Filter = new() { Tags = [.. Enumerable.Repeat("t", 101)] } }, "tag" },
    };

    [Theory]
    [MemberData(nameof(BadQueries))]
    public void Query_BadValue_NamesItsPath(JobQuery query, string path) => Assert.Equal([path], Paths(() => RequestRules.Check(query)));

    [Fact]
    public void Query_ValuesNoJobCanHave_AreAccepted() => RequestRules.Check(new JobQuery { Filter = new() { JobTypes = ["no such type!"] }, Limit = 500 });

    public static TheoryData<BulkRequest, string> BadBulk => new()
    {
        { new(), "filter" },
        { new() { Ids = ["a"], Filter = new() }, "ids" },
        { new() { Ids = [] }, "ids" },
        { new() { Ids = [.. Enumerable.Repeat("a", 1001)] }, "ids" },
        { new() { Filter = new(), Limit = 0 }, "limit" },
        { new() { Filter = new(), Limit = 10_001 }, "limit" },
        { new() { Filter = new(), Reason = new string('r', 1025) }, "reason" },
        { new() { Filter = new() { From = DateTimeOffset.MinValue } }, "filter.from" },
    };

    [Theory]
    [MemberData(nameof(BadBulk))]
    public void Bulk_BadValue_NamesItsPath(BulkRequest request, string path) =>
        Assert.Equal([path], Paths(() => RequestRules.Check(BulkAction.Replay, request)));

    [Fact]
    public void Bulk_Edges_AreAccepted()
    {
        RequestRules.Check(BulkAction.Discard, new() { Filter = new(), Limit = 10_000, Reason = "two\nlines" });
        RequestRules.Check(BulkAction.Replay, new() { Ids = ["odd id ☃"] });
    }

    [Fact]
    public void Queue_BadValues_AreAllNamed()
    {
        Assert.Equal(["by", "name", "note"], Paths(() => RequestRules.CheckQueue("a/b", "\0", new string('b', 257))));
        RequestRules.CheckQueue("default", "why\tnot", "ana");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(501)]
    public void Page_BadLimit_IsNamed(int limit) => Assert.Equal(["limit"], Paths(() => RequestRules.CheckPage(limit)));

    private static string[] Paths(Action check) =>
        [.. Assert.Throws<JobValidationException>(check).Errors.Keys.Order(StringComparer.Ordinal)];
}
