using JobScheduler.Tests.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Client;

/// <summary>A kept connection breaks after a request was sent on it: nothing below the client may send it again unseen.</summary>
public sealed class ClientHangUpTests
{
    [Theory]
    [InlineData("run")]
    [InlineData("retry")]
    [InlineData("cancel")]
    public async Task Command_ConnectionBreaksBeforeTheAnswer_IsSentOnceAndInDoubt(string command)
    {
        using var server = new HangUpServer(Shapes.Job);
        var services = new ServiceCollection();
        services.AddJobSchedulerClient(o => (o.BaseAddress, o.MaxRetries) = (server.Address, 0));
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<IJobSchedulerClient>();
        await SendAsync();
        server.HangUp();
        await Assert.ThrowsAsync<OutcomeUnknownException>(SendAsync);
        Assert.Equal(2, server.Requests);

        Task SendAsync() => command switch
        {
            "run" => client.RunNowAsync(Shapes.JobId),
            "retry" => client.RetryAsync(Shapes.JobId),
            _ => client.CancelAsync(Shapes.JobId),
        };
    }
}
