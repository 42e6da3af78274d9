using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Tests.Http.Guard;

/// <summary>The API on a real socket with settings of its own, asked as browsers ask.</summary>
public class GuardTarget : FakeHttpTarget
{
    private static readonly byte[] Echo = """{"job_type":"echo"}"""u8.ToArray();

    protected virtual void Configure(JobSchedulerHttpOptions options)
    {
    }

    protected override void AddScheduler(WebApplicationBuilder builder)
    {
        base.AddScheduler(builder);
        builder.Services.Configure<JobSchedulerHttpOptions>(Configure);
    }

    internal Task<RawAnswer> GetAsync(string path, string? host = null, params string[] headers) =>
        RawHttp.SendAsync(Address, "GET", path, headers: headers, host: host);

    /// <summary>Submits a job.</summary>
    internal Task<RawAnswer> SubmitAsync(string? host = null, params string[] headers) =>
        RawHttp.SendAsync(Address, "POST", Address.AbsolutePath + "v1/jobs", Echo, "application/json", headers, host: host);

    /// <summary>How often a job was submitted.</summary>
    internal int Submitted => Scheduler.Submitted.Count;

    internal static string TypeOf(RawAnswer answer) => ((string)answer.Json()["type"]!)["urn:jobscheduler:problem:".Length..];
}
