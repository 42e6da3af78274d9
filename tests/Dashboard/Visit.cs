using Microsoft.Playwright;

namespace JobScheduler.Dashboard.Tests;

/// <summary>A tab with a profile of its own, and what it complained about since it was opened.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private const string Violated = "reportViolation";
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];
    private readonly List<Uri> _requested = [];

    private Visit(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    /// <summary>Errors on the console, exceptions of scripts, and what a Content-Security-Policy forbade; one a line.</summary>
    public string Complaints => string.Join('\n', Snapshot(_complaints));

    /// <summary>Everything that was asked for, answered or not.</summary>
    public IReadOnlyList<Uri> Requested => Snapshot(_requested);

    public static async Task<Visit> BeginAsync(IBrowser browser, Look look)
    {
        var context = await browser.NewContextAsync(look.ToContext());
        var visit = new Visit(context, await context.NewPageAsync());
        await visit.ListenAsync();
        return visit;
    }

    /// <summary>Opens an address and returns when it shows something.</summary>
    public async Task<IResponse> GoAsync(Uri address)
    {
        var answer = await Page.GotoAsync(address.ToString(), new() { WaitUntil = WaitUntilState.Load });
        await Page.Locator("h1, main, pre").First.WaitForAsync();
        return answer ?? throw new InvalidOperationException($"{address} was not asked for.");
    }

    /// <summary>Returns when nothing that is shown is still being loaded.</summary>
    public Task SettleAsync() => Assertions.Expect(Page.Locator(".skeleton").Or(Page.GetByText("…", new() { Exact = true })))
        .ToHaveCountAsync(0, new() { Timeout = (float)Patience.TotalMilliseconds });

    /// <summary>The field of a form that has just this name.</summary>
    public ILocator Field(string label) => Page.GetByLabel(label, new() { Exact = true }).Or(Page.GetByLabel(label + " *", new() { Exact = true })).First;

    /// <summary>The part of the page below a heading.</summary>
    public ILocator Panel(string heading) => Page.Locator("section", new() { Has = Page.GetByRole(AriaRole.Heading, new() { Name = heading, Exact = true }) });

    /// <summary>Presses the button of this name.</summary>
    public Task ClickAsync(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();

    /// <summary>Returns when the job that is shown is in a state.</summary>
    public Task SeeStateAsync(string state) => Page.Locator($"h1 .badge.state-{state}").WaitForAsync();

    /// <summary>Why the browser gave up a request that an action causes, in its own words.</summary>
    public async Task<string> FailureOfAsync(string address, Func<Task> action)
    {
        var failed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Page.RequestFailed += (_, request) =>
        {
            if (request.Url == address)
                failed.TrySetResult(request.Failure ?? "");
        };
        await action();
        try
        {
            return await failed.Task.WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The request for {address} did not fail within {Patience}.");
        }
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private async Task ListenAsync()
    {
        Page.Console += (_, message) =>
        {
            if (message.Type == "error")
                Add(_complaints, $"{message.Text} ({message.Location})");
        };
        Page.PageError += (_, error) => Add(_complaints, error);
        Page.Request += (_, request) => Add(_requested, new Uri(request.Url));
        await Page.ExposeFunctionAsync(Violated, (string what) => Add(_complaints, "Content-Security-Policy: " + what));
        await Page.AddInitScriptAsync(
            $"addEventListener('securitypolicyviolation', e => {Violated}(`${{e.violatedDirective}} forbids ${{e.blockedURI}} in ${{e.documentURI}}`))");
    }

    private static void Add<T>(List<T> to, T item)
    {
        lock (to)
            to.Add(item);
    }

    private static T[] Snapshot<T>(List<T> of)
    {
        lock (of)
            return [.. of];
    }
}
