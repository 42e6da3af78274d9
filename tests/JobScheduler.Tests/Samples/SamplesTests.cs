using System.Net.Http.Json;
using System.Text.Json;
using JobScheduler.Tests.Architecture;
using Xunit;

namespace JobScheduler.Tests.Samples;

/// <summary>The samples as their readers run them.</summary>
public sealed class SamplesTests
{
    private const string FreePort = "http://127.0.0.1:0";

    [Fact]
    public async Task Console_Run_PrintsTheJobsResult()
    {
        await using var sample = ProgramProcess.Start(SourceTree.Program("samples/Console", "JobScheduler.Samples.Console"));
        Assert.True(await sample.WaitForExitAsync() == 0, sample.Output);
        Assert.Contains("Completed: Hello Ana, this is attempt 1", sample.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WebApp_Requests_KeepTheirOwnJsonBesideTheSchedulers()
    {
        await using var sample = ProgramProcess.Start(SourceTree.Program("samples/WebApp", "JobScheduler.Samples.WebApp"), "--urls", FreePort);
        using var http = new HttpClient { BaseAddress = new Uri(await sample.WaitForAsync("Now listening on: ")) };

        using var answer = await http.PostAsync(new Uri("/orders/17/mail", UriKind.Relative), null);
        var order = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(["orderId", "jobId"], order.EnumerateObject().Select(p => p.Name));

        await sample.WaitForAsync("mail to order-17@example.org");
        var job = await http.GetFromJsonAsync<JsonElement>(new Uri($"/jobs/v1/jobs/{order.GetProperty("jobId").GetString()}", UriKind.Relative));
        Assert.Equal("mail.send", job.GetProperty("job_type").GetString());
        Assert.Equal("order-17@example.org", job.GetProperty("payload").GetProperty("to_address").GetString());
    }

    [Fact]
    public async Task HttpClient_AgainstAStartedSilo_PrintsTheJobsResult()
    {
        await using var silo = ProgramProcess.Start(SourceTree.Program("silo", "JobScheduler.Silo"), "--urls", FreePort);
        var address = await silo.WaitForAsync("address ");
        await using var sample = ProgramProcess.Start(SourceTree.Program("samples/HttpClient", "JobScheduler.Samples.HttpClient"), address);
        Assert.True(await sample.WaitForExitAsync() == 0, sample.Output + silo.Output);
        Assert.Contains("Completed in attempt 1: Order { OrderId = 17, CustomerName = Ana }", sample.Output, StringComparison.Ordinal);
    }
}
