using Xunit;

namespace JobScheduler.Dashboard.Tests;

/// <summary>A test that is skipped, visibly, where there is no browser.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.Missing;
}

/// <summary>Tests that are skipped, visibly, where there is no browser.</summary>
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Chromium.Missing;
}
