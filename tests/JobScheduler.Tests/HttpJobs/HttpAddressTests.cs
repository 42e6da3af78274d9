using System.Globalization;
using System.Net;
using JobScheduler.Grains.Jobs;
using Xunit;

namespace JobScheduler.Tests.HttpJobs;

/// <summary>Where the http handler connects to and where it refuses to, through real connections.</summary>
public sealed class HttpAddressTests
{
    private static readonly (HandlerResultKind, string?) Refused = (HandlerResultKind.Fail, "http_address_refused");

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0x7f000001:{0}/")]
    [InlineData("http://0x7f.1:{0}/")]
    [InlineData("http://0177.0.0.1:{0}/")]
    [InlineData("http://127.1:{0}/")]
    [InlineData("http://127.0.0.1.:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://[0:0:0:0:0:ffff:7f00:1]:{0}/")]
    [InlineData("http://１２７.０.０.１:{0}/")]
    [InlineData("http://inside.test:{0}/")]
    [InlineData("http://inside.test.:{0}/")]
    [InlineData("http://INSIDE.test:{0}/")]
    [InlineData("http://both.test:{0}/")]
    [InlineData("http://②.test:{0}/")]
    public async Task Send_PrivateHostHoweverWritten_IsRefusedBeforeAnythingIsSent(string url)
    {
        await using var rig = await HttpJobRig.StartAsync(("HttpJobs:PrivateNetworks", "refuse"));
        rig.Resolver.Otherwise = [IPAddress.Loopback];
        rig.Resolver.Set("both.test", "10.0.0.1", "fe80::1");
        Assert.Equal(Refused, await rig.CodeAsync(string.Format(CultureInfo.InvariantCulture, url, rig.Port)));
        Assert.Empty(rig.Seen);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://2852039166/")]
    [InlineData("http://0xa9fea9fe/")]
    [InlineData("http://[::ffff:a9fe:a9fe]/")]
    [InlineData("http://[64:ff9b::a9fe:a9fe]/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[fe80::1%25lo]/")]
    [InlineData("http://0.0.0.0/")]
    [InlineData("http://0/")]
    [InlineData("http://[::]/")]
    [InlineData("http://255.255.255.255/")]
    [InlineData("http://metadata.google.internal/computeMetadata/v1/")]
    [InlineData("https://meta.test/")]
    public async Task Send_MetadataOrNobodysAddress_IsRefusedWhateverIsAllowed(string url)
    {
        await using var rig = await HttpJobRig.StartAsync(
            ("HttpJobs:PrivateNetworks", "allow"), ("HttpJobs:AllowedHosts:0", "0.0.0.0/0"), ("HttpJobs:AllowedHosts:1", "::/0"), ("HttpJobs:AllowedHosts:2", "*.test"));
        rig.Resolver.Set("meta.test", "169.254.169.254");
        Assert.Equal(Refused, await rig.CodeAsync(url));
    }

    [Fact]
    public async Task Send_Refused_DoesNotSayTheAddress()
    {
        await using var rig = await HttpJobRig.StartAsync(("HttpJobs:PrivateNetworks", "refuse"));
        rig.Resolver.Set("inside.test", "10.11.12.13");
        var error = (await rig.SendAsync("http://inside.test/")).Error!;
        Assert.StartsWith("inside.test is on this machine or in a private network", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("10.11", error.Message + error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_NameWithAllowedAndRefusedAddresses_ConnectsToTheAllowedOne()
    {
        await using var rig = await HttpJobRig.StartAsync(("HttpJobs:AllowedHosts:0", "127.0.0.1"));
        rig.Resolver.Set("both.test", "169.254.169.254", "127.0.0.2", "127.0.0.1");
        Assert.Equal(HandlerResultKind.Completed, (await rig.CodeAsync($"http://both.test:{rig.Port}/")).Kind);
        Assert.Equal("both.test", Assert.Single(rig.Seen).Host);
    }

    [Fact]
    public async Task Send_NameChangesItsAddress_OneAnswerIsJudgedAndConnectedTo()
    {
        await using var rig = await HttpJobRig.StartAsync();
        rig.Resolver.Set("rebind.test", "127.0.0.1");
        rig.Resolver.AfterAnswer = () => rig.Resolver.Set("rebind.test", "169.254.169.254");
        rig.Answer = c =>
        {
            c.Response.Headers.Connection = "close";
            return HttpJobRig.WriteAsync(c, "first");
        };
        Assert.Equal(HandlerResultKind.Completed, (await rig.CodeAsync($"http://rebind.test:{rig.Port}/")).Kind);
        Assert.Equal("rebind.test", Assert.Single(rig.Resolver.Asked));
        Assert.Equal(Refused, await rig.CodeAsync($"http://rebind.test:{rig.Port}/"));
        Assert.Single(rig.Seen);
    }

    [Fact]
    public async Task Send_KeptConnection_BelongsToItsHost()
    {
        await using var rig = await HttpJobRig.StartAsync(("HttpJobs:AllowedHosts:0", "good.test"));
        rig.Resolver.Set("good.test", "127.0.0.1");
        rig.Resolver.Set("bad.test", "127.0.0.1");
        Assert.Equal(HandlerResultKind.Completed, (await rig.CodeAsync($"http://good.test:{rig.Port}/")).Kind);
        Assert.Equal(Refused, await rig.CodeAsync($"http://bad.test:{rig.Port}/"));
        Assert.Equal(Refused, await rig.CodeAsync($"http://good.test:{rig.Port}/", ""","headers":{"Host":"bad.test:80"}"""));
        Assert.Equal(Refused, await rig.CodeAsync($"http://127.0.0.1:{rig.Port}/"));
        Assert.Single(rig.Seen);
    }

    [Fact]
    public async Task Send_UnknownName_IsRetriedAsConnect()
    {
        await using var rig = await HttpJobRig.StartAsync();
        Assert.Equal((HandlerResultKind.Retry, "http_connect"), await rig.CodeAsync("http://nowhere.test/"));
    }
}
