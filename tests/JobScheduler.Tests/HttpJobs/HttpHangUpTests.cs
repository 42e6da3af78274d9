using JobScheduler.Grains.Jobs;
using JobScheduler.Tests.Http;
using Xunit;

namespace JobScheduler.Tests.HttpJobs;

public sealed class HttpHangUpTests
{
    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Send_KeptConnectionBreaks_TheAttemptIsSentOnce(string method)
    {
        using var server = new HangUpServer("{}");
        await using var rig = await HttpJobRig.StartAsync();
        var more = $$""","method":"{{method}}" """;
        Assert.Equal((HandlerResultKind.Completed, null), await rig.CodeAsync(server.Address.ToString(), more));
        server.HangUp();
        Assert.Equal((HandlerResultKind.Retry, "http_connect"), await rig.CodeAsync(server.Address.ToString(), more));
        Assert.Equal(2, server.Requests);
    }
}
