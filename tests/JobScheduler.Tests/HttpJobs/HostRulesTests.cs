using System.Net;
using JobScheduler.Hosting.Network;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NSubstitute;
using Xunit;

namespace JobScheduler.Tests.HttpJobs;

public sealed class HostRulesTests
{
    [Theory]
    [InlineData("api.example.com", "api.example.com", true)]
    [InlineData("API.Example.COM", "api.example.com.", true)]
    [InlineData("api.example.com", "x.api.example.com", false)]
    [InlineData("api.example.com", "notapi.example.com", false)]
    [InlineData("*.example.com", "a.example.com", true)]
    [InlineData("*.example.com", "a.b.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "evilexample.com", false)]
    [InlineData("*.example.com", "example.com.evil.org", false)]
    [InlineData("8.8.8.0/24", "8.8.8.8", true)]
    [InlineData("8.8.8.0/24", "[::ffff:8.8.8.8]", true)]
    [InlineData("8.8.8.0/24", "8.8.9.8", false)]
    [InlineData("8.8.8.8", "8.8.8.8", true)]
    [InlineData("2606:4700::/32", "[2606:4700::1]", true)]
    [InlineData("bücher.example", "xn--bcher-kva.example", true)]
    public async Task HostProblem_AllowedHosts_OnlyWhatIsListedMayBeCalled(string listed, string host, bool allowed) =>
        Assert.Equal(allowed, await Rules(PrivateNetworkAccess.Refuse, listed).HostProblemAsync(host, default) is null);

    [Theory]
    [InlineData("https://a.example")]
    [InlineData("a.example:80")]
    [InlineData("*")]
    [InlineData("*.*.example")]
    [InlineData("a b")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("")]
    public void Parse_WhatIsNoHost_IsNull(string text) => Assert.Null(HostEntry.Parse(text));

    [Theory]
    [InlineData("metadata.google.internal")]
    [InlineData("METADATA.google.internal.")]
    [InlineData("instance-data")]
    [InlineData("169.254.169.254")]
    [InlineData("[fd00:ec2::254]")]
    public async Task HostProblem_Metadata_IsRefusedAlsoWhereItIsListed(string host)
    {
        Assert.NotNull(await Rules(PrivateNetworkAccess.Allow).HostProblemAsync(host, default));
        Assert.NotNull(await Rules(PrivateNetworkAccess.Allow, "metadata.google.internal", "instance-data", "0.0.0.0/0", "::/0").HostProblemAsync(host, default));
    }

    [Theory]
    [InlineData(PrivateNetworkAccess.Allow, true)]
    [InlineData(PrivateNetworkAccess.Refuse, false)]
    public async Task AddressProblem_PrivateAddress_DependsOnTheSetting(PrivateNetworkAccess access, bool allowed)
    {
        Assert.Equal(allowed, await AddressIsFineAsync(Rules(access), "a.example", "10.0.0.1"));
        Assert.Equal(allowed, await AddressIsFineAsync(Rules(access, "a.example"), "a.example", "10.0.0.1"));
        Assert.True(await AddressIsFineAsync(Rules(access), "a.example", "8.8.8.8"));
    }

    [Fact]
    public async Task AddressProblem_ListedNetwork_MayBePrivateAndTheRestMayNotBeCalled()
    {
        var rules = Rules(PrivateNetworkAccess.Refuse, "10.1.0.0/16", "api.example.com");
        Assert.True(await AddressIsFineAsync(rules, "any.example", "10.1.2.3"));
        Assert.False(await AddressIsFineAsync(rules, "any.example", "10.2.2.3"));
        Assert.False(await AddressIsFineAsync(rules, "any.example", "8.8.8.8"));
        Assert.True(await AddressIsFineAsync(rules, "api.example.com", "8.8.8.8"));
        Assert.False(await AddressIsFineAsync(rules, "api.example.com", "10.2.2.3"));
    }

    [Fact]
    public async Task AddressProblem_AutoWithoutServer_AllowsPrivate() =>
        Assert.True(await AddressIsFineAsync(Rules(PrivateNetworkAccess.Auto), "a", "127.0.0.1"));

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task AddressProblem_AutoWithServer_AllowsPrivateWhileItIsOnLoopbackOnly(bool loopbackOnly, bool allowed)
    {
        var exposure = new NetworkExposure(new ServiceCollection().BuildServiceProvider());
        exposure.ServedBy(() => true);
        exposure.ServedBy(() => loopbackOnly);
        Assert.Equal(allowed, await AddressIsFineAsync(Rules(PrivateNetworkAccess.Auto, exposure), "a", "127.0.0.1"));
    }

    [Fact]
    public async Task AddressProblem_AutoBeforeTheHostHasStarted_Waits()
    {
        using var started = new CancellationTokenSource();
        var lifetime = Substitute.For<IHostApplicationLifetime>();
        lifetime.ApplicationStarted.Returns(started.Token);
        var exposure = new NetworkExposure(new ServiceCollection().AddSingleton(lifetime).BuildServiceProvider());
        var listens = false;
        exposure.ServedBy(() => listens);
        var check = Rules(PrivateNetworkAccess.Auto, exposure).AddressProblemAsync("a", IPAddress.Loopback, default).AsTask();
        Assert.False(check.IsCompleted);
        listens = true;
        await started.CancelAsync();
        Assert.Null(await check.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private static async Task<bool> AddressIsFineAsync(HostRules rules, string host, string address) =>
        await rules.AddressProblemAsync(host, IPAddress.Parse(address), default) is null;

    private static HostRules Rules(PrivateNetworkAccess access, params string[] allowed) =>
        Rules(access, new NetworkExposure(new ServiceCollection().BuildServiceProvider()), allowed);

    private static HostRules Rules(PrivateNetworkAccess access, NetworkExposure exposure, params string[] allowed)
    {
        var options = new JobSchedulerHttpJobsOptions { PrivateNetworks = access };
        foreach (var host in allowed)
            options.AllowedHosts.Add(host);
        return new(Options.Create(options), exposure);
    }
}
