using JobScheduler.Grains.Storage;
using JobScheduler.Hosting.Registration;
using JobScheduler.Tests.Handlers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace JobScheduler.Tests.Hosting;

public sealed class StartCheckTests
{
    [Fact]
    public async Task Start_NoStore_NamesBothWays()
    {
        using var rig = new Rig(b => { }, store: false);
        var error = await Assert.ThrowsAsync<JobSchedulerConfigurationException>(rig.StartAsync);
        Assert.Contains("UseSqlite(path)", error.Message, StringComparison.Ordinal);
        Assert.Contains("UseInMemory()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GetStore_NoStore_SaysTheSameToWhoeverAsks()
    {
        using var provider = Services(b => { }, store: false).BuildServiceProvider();
        Assert.Contains("UseSqlite(path)", Assert.Throws<JobSchedulerConfigurationException>(provider.GetRequiredService<JobStore>).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_TwoStores_IsRefused()
    {
        using var rig = new Rig(b => b.UseInMemory());
        Assert.Contains("has 2 stores", (await Assert.ThrowsAsync<JobSchedulerConfigurationException>(rig.StartAsync)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(31)]
    public async Task Start_DrainNotBelowTheHostsShutdown_NamesBoth(int seconds)
    {
        using var rig = new Rig(b => b.Services.Configure<JobSchedulerOptions>(o => o.DrainTimeout = TimeSpan.FromSeconds(seconds)));
        var error = await Assert.ThrowsAsync<JobSchedulerConfigurationException>(rig.StartAsync);
        Assert.Contains("JobScheduler:DrainTimeout", error.Message, StringComparison.Ordinal);
        Assert.Contains("HostOptions.ShutdownTimeout", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_HandlerRegisteredTwice_IsRefused()
    {
        using var rig = new Rig(b => b.AddHandler("a", () => { }).AddHandler("a", () => { }));
        await Assert.ThrowsAsync<JobSchedulerConfigurationException>(rig.StartAsync);
    }

    [Fact]
    public async Task Start_AllWell_LogsVersionEngineAndHandlers()
    {
        using var rig = new Rig(b => b.AddHandler("a", () => { }));
        await rig.StartAsync();
        await rig.StopAsync();
        Assert.Equal(
            [$"JobScheduler {ProductVersion.Text}", $"Engine: {ProductVersion.Engine}", "Handlers: 4 job types: a, echo, http, sleep"],
            rig.Logs.Lines.Where(l => l.Category == typeof(StartCheck).FullName).Select(l => l.Message));
    }

    [Fact]
    public void Options_OutOfRangeInCode_NameTheKey()
    {
        using var provider = Services(b => b.Services.Configure<JobSchedulerOptions>(o => o.Slots = 0)).BuildServiceProvider();
        var error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<JobSchedulerOptions>>().Value);
        Assert.Equal("JobScheduler:Slots must be a whole number from 1 to 10000; '0' is not.", error.Message);
    }

    [Fact]
    public void AddJobScheduler_Always_ChecksSettingsAtStart()
    {
        using var provider = Services(b => b.Services.Configure<JobSchedulerOptions>(o => o.Horizon = TimeSpan.Zero)).BuildServiceProvider();
        Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);
    }

    private static ServiceCollection Services(Action<IJobSchedulerBuilder> build, bool store = true)
    {
        var services = new ServiceCollection();
        var builder = services.AddJobScheduler();
        if (store)
            builder.UseInMemory();
        build(builder);
        return services;
    }

    /// <summary>A real host, in the environment in which it also validates the container.</summary>
    private sealed class Rig : IDisposable
    {
        private readonly IHost _host;

        public Rig(Action<IJobSchedulerBuilder> build, bool store = true)
        {
            var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
            builder.Logging.ClearProviders().AddProvider(Logs);
            var scheduler = builder.Services.AddJobScheduler();
            if (store)
                scheduler.UseInMemory();
            build(scheduler);
            _host = builder.Build();
        }

        public CapturedLogs Logs { get; } = new();

        public Task StartAsync() => _host.StartAsync();

        public Task StopAsync() => _host.StopAsync();

        public void Dispose() => _host.Dispose();
    }
}
