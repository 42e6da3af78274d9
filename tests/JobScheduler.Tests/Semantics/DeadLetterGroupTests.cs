using Xunit;
using static JobScheduler.Tests.Semantics.SemanticsHost;

namespace JobScheduler.Tests.Semantics;

/// <summary>Failures by cause, and what can be done about all of one cause.</summary>
public sealed class DeadLetterGroupTests
{
    [Fact]
    public async Task Groups_OfDifferentCauses_CountAndLeadToTheirJobs()
    {
        await using var host = await StartAsync(AddOrders);
        for (var order = 1; order <= 3; order++)
            await FailAsync(host, $"Order {order} failed", "order");
        await FailAsync(host, "The bank does not answer", "bank");

        var page = await host.Client.ListDeadLetterGroupsAsync(new DeadLetterGroupQuery());

        Assert.Null(page.NextCursor);
        var groups = page.Items.OrderBy(g => g.ErrorCode, StringComparer.Ordinal).ToList();
        Assert.Equal([("bank", "The bank does not answer", 1L), ("order", "Order # failed", 3L)], groups.Select(g => (g.ErrorCode, g.Message, g.Count)));
        var group = groups[1];
        Assert.Equal(("fails", true), (group.JobType, group.CountIsExact));
        Assert.Equal((group.LastSeen, group.Fingerprint), (group.Sample.FinishedAt!.Value, group.Sample.Fingerprint));
        Assert.True(group.FirstSeen <= group.LastSeen);
        var query = new JobQuery { Order = JobOrder.NewestFailure, Filter = new JobFilter { Fingerprints = [group.Fingerprint] } };
        Assert.Equal(3, (await host.Client.ListAsync(query)).Items.Count);
        Assert.Empty((await host.Client.ListAsync(query with { Filter = new JobFilter { Fingerprints = ["00000000"] } })).Items);
    }

    [Fact]
    public async Task Discard_OfOneFingerprint_LeavesTheOthers()
    {
        await using var host = await StartAsync(AddOrders);
        await FailAsync(host, "Order 1 failed", "order");
        await FailAsync(host, "Order 2 failed", "order");
        await FailAsync(host, "The bank does not answer", "bank");
        var group = (await host.Client.ListDeadLetterGroupsAsync(new DeadLetterGroupQuery { ErrorCodes = ["order"] })).Items.Single();

        var discarded = await host.Client.BulkAsync(
            BulkAction.Discard, new BulkRequest { Filter = new JobFilter { Fingerprints = [group.Fingerprint] } });

        Assert.Equal(new BulkResult(2, true, 2, 0, false, false), discarded);
        Assert.Equal("bank", Assert.Single((await host.Client.ListDeadLetterGroupsAsync(new DeadLetterGroupQuery())).Items).ErrorCode);
    }

    [Fact]
    public async Task Groups_PageByPage_ShowEachOnce()
    {
        await using var host = await StartAsync(AddOrders);
        foreach (var code in new[] { "a", "b", "c", "d", "e" })
            await FailAsync(host, "It broke", code);
        var query = new DeadLetterGroupQuery { Limit = 2 };
        var codes = new List<string>();
        do
        {
            var page = await host.Client.ListDeadLetterGroupsAsync(query);
            Assert.InRange(page.Items.Count, 1, 2);
            codes.AddRange(page.Items.Select(group => group.ErrorCode));
            query = query with { Cursor = page.NextCursor };
        }
        while (query.Cursor is not null);

        Assert.Equal(["a", "b", "c", "d", "e"], codes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Groups_CursorOfAnotherFilter_IsRefused()
    {
        await using var host = await StartAsync(AddOrders);
        await FailAsync(host, "It broke", "a");
        await FailAsync(host, "It broke", "b");
        var cursor = (await host.Client.ListDeadLetterGroupsAsync(new DeadLetterGroupQuery { Limit = 1 })).NextCursor;
        var failures = new JobQuery { Order = JobOrder.NewestFailure, Limit = 1, Filter = new JobFilter { States = [JobState.Failed] } };

        Assert.NotNull(cursor);
        await Assert.ThrowsAsync<MalformedRequestException>(
            () => host.Client.ListDeadLetterGroupsAsync(new DeadLetterGroupQuery { JobTypes = ["fails"], Cursor = cursor }));
        await Assert.ThrowsAsync<MalformedRequestException>(() => host.Client.ListAsync(failures with { Cursor = cursor }));
        await Assert.ThrowsAsync<MalformedRequestException>(() => host.Client.ListDeadLetterGroupsAsync(new DeadLetterGroupQuery { Cursor = "nonsense" }));
        await Assert.ThrowsAsync<JobValidationException>(() => host.Client.ListDeadLetterGroupsAsync(new DeadLetterGroupQuery { Limit = 501 }));
    }

    private static void AddOrders(IJobSchedulerBuilder scheduler) =>
        scheduler.AddHandler("fails", JobOutcome (Failure failure) => JobOutcome.Fail(failure.Code, failure.Message));

    private static async Task FailAsync(SemanticsHost host, string message, string code)
    {
        var payload = RawJson.Parse($$"""{"code":"{{code}}","message":"{{message}}"}""");
        Assert.Equal(JobState.Failed, (await host.WaitAsync(await host.SubmitAsync(new JobSubmission { JobType = "fails", Payload = payload }))).State);
    }

    public sealed record Failure(string Code, string Message);
}
