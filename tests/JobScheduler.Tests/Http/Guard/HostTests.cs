using JobScheduler.Http.Guard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace JobScheduler.Tests.Http.Guard;

/// <summary>The names the scheduler answers to, over real sockets.</summary>
public sealed class HostTests(HostTests.Target target) : IClassFixture<HostTests.Target>
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:8080")]
    [InlineData("localhost.")]
    [InlineData("jobs.localhost:1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:65535")]
    [InlineData("10.1.2.3:8080")]
    [InlineData("[::1]")]
    [InlineData("[::1]:8080")]
    [InlineData("[2001:DB8::17]:443")]
    [InlineData("Named.Example.COM.:443")]
    [InlineData("listened.example.com:8080")]
    [InlineData("a.b.below.example.com")]
    [InlineData("")]
    public async Task Host_OfOurs_IsAnswered(string host)
    {
        Assert.Equal(200, (await target.GetAsync("/v1/stats", host)).Status);
        Assert.Equal(202, (await target.SubmitAsync(host)).Status);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:8080")]
    [InlineData("localhost.evil.example")]
    [InlineData("notlocalhost")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("127.0.0.1.nip.io:8080")]
    [InlineData("below.example.com")]
    [InlineData("x.named.example.com")]
    [InlineData("named.example.com.evil.example")]
    public async Task Host_OfOthers_IsForbiddenEverywhereAndTheSettingIsNamed(string host)
    {
        var before = target.Submitted;

        foreach (var path in (string[])["/v1/stats", "/healthz", "/metrics", "/openapi/v1.json", "/", "/jobs/17", "/v1/nothing"])
        {
            var answer = await target.GetAsync(path, host, "Accept: text/html");
            Assert.Equal((403, "forbidden-origin"), (answer.Status, GuardTarget.TypeOf(answer)));
            Assert.Contains("JobScheduler:Http:AllowedHosts", (string)answer.Json()["detail"]!, StringComparison.Ordinal);
        }

        Assert.Equal(403, (await target.SubmitAsync(host)).Status);
        Assert.Equal(before, target.Submitted);
    }

    [Fact]
    public void AnyHost_IfConfigured_IsOurs() => Assert.True(new OwnHosts(["*"], null).Has(new HostString("evil.example")));

    [Theory]
    [InlineData("http://*:80;http://+:81;http://0.0.0.0:82;http://[::]:83")]
    [InlineData("http://unix:/run/jobs.sock")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public void Urls_ThatNameNobody_AddNoName(string? urls)
    {
        var hosts = new OwnHosts([], new ConfigurationBuilder().AddInMemoryCollection([new("urls", urls)]).Build());

        Assert.All(["*", "+", "unix", "nonsense", "run"], name => Assert.False(hosts.Has(new HostString(name))));
    }

    [Fact]
    public void Endpoint_OfKestrel_AddsItsName()
    {
        var hosts = new OwnHosts([], new ConfigurationBuilder().AddInMemoryCollection([new("Kestrel:Endpoints:Https:Url", "https://jobs.example.com")]).Build());

        Assert.True(hosts.Has(new HostString("jobs.example.com", 443)));
        Assert.False(hosts.Has(new HostString("example.com")));
    }

    [Theory]
    [InlineData("jobs.example.com", true)]
    [InlineData("*.example.com", true)]
    [InlineData("*", true)]
    [InlineData("jobs.example.com:8080", false)]
    [InlineData("http://jobs.example.com", false)]
    [InlineData("10.0.0.0/8", false)]
    [InlineData("", false)]
    public void Entry_Configured_MustBeAName(string entry, bool isOne) => Assert.Equal(isOne, OwnHosts.IsEntry(entry));

    public sealed class Target : GuardTarget
    {
        protected override void Configure(JobSchedulerHttpOptions options)
        {
            options.AllowedHosts.Add("named.example.com");
            options.AllowedHosts.Add("*.below.example.com");
        }

        protected override void AddScheduler(WebApplicationBuilder builder)
        {
            base.AddScheduler(builder);
            // Kestrel would listen on all addresses for a name; with an endpoint of its own it listens there alone.
            builder.Configuration["Kestrel:Endpoints:Test:Url"] = "http://127.0.0.1:0";
            builder.Configuration["urls"] = "http://127.0.0.1:0; http://listened.example.com:8080";
        }
    }
}
