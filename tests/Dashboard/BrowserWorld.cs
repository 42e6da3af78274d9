using System.Text.Json.Nodes;
using JobScheduler.KillTest;
using Microsoft.Playwright;
using Xunit;

namespace JobScheduler.Dashboard.Tests;

/// <summary>A real silo with an empty store, a proxy before it, a real browser, and a site elsewhere; shared by all tests, started where there is a browser.</summary>
public sealed class BrowserWorld : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jobscheduler-page-");
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private SchedulerApi? _api;

    /// <summary>Below which screenshots lie, by their names.</summary>
    internal static string Screenshots { get; } = Path.Combine(Checkout.Root, "artifacts", "screenshots");

    internal SiloProcess Silo { get; private set; } = null!;

    internal ForeignSite Elsewhere { get; } = new();

    internal PrefixProxy Proxy { get; } = new();

    /// <summary>Where the silo serves, ending in '/'.</summary>
    internal Uri Address => Silo.Address;

    public async Task InitializeAsync()
    {
        if (Chromium.Missing is not null)
            return;
        var settings = new Dictionary<string, string>(SiloProcess.QuietLog) { ["JobScheduler__Http__TrustedProxies__0"] = "127.0.0.1" };
        Silo = new(SiloProcess.BuiltBeside(), settings, _folder.FullName, TimeProvider.System);
        await Silo.StartAsync();
        _api = new(Silo.Address);
        await Proxy.StartAsync(Silo.Address);
        await Elsewhere.StartAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium.Program, Headless = true, Args = Chromium.Arguments });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
        await Elsewhere.DisposeAsync();
        await Proxy.DisposeAsync();
        if (Silo is not null)
        {
            await Silo.StopAsync();
            Silo.Dispose();
        }

        _api?.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>A new tab with a new profile.</summary>
    internal Task<Visit> BeginAsync(Look? look = null) => Visit.BeginAsync(_browser!, look ?? Look.Light);

    /// <summary>A new tab that shows an address of the page.</summary>
    internal async Task<Visit> OpenAsync(string path = "", Look? look = null)
    {
        var visit = await BeginAsync(look);
        await visit.GoAsync(new Uri(Address, path));
        return visit;
    }

    /// <summary>Asks the API past the browser.</summary>
    internal Task<JsonNode> GetAsync(string path) => _api!.GetAsync(path);

    /// <summary>Changes something past the browser; a body is JSON.</summary>
    internal Task<JsonNode> PostAsync(string path, string body) => _api!.PostAsync(path, body);
}

/// <summary>The tests that share one world, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<BrowserWorld>, ICollectionFixture<Scene>
{
    public const string Name = "browser";
}
