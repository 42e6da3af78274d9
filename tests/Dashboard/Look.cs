using Microsoft.Playwright;

namespace JobScheduler.Dashboard.Tests;

/// <summary>What a visitor sees the page with.</summary>
/// <param name="Name">As screenshots are called.</param>
/// <param name="Scheme">The system's colours.</param>
/// <param name="Width">Of the window, in CSS pixels.</param>
/// <param name="Height">Of the window, in CSS pixels.</param>
/// <param name="Scale">Pixels of the screen to a CSS pixel.</param>
internal sealed record Look(string Name, ColorScheme Scheme, int Width, int Height, float Scale)
{
    public static Look Light { get; } = new("light", ColorScheme.Light, 1440, 900, 1);

    public static Look Dark { get; } = new("dark", ColorScheme.Dark, 1440, 900, 1);

    public static Look Phone { get; } = new("phone", ColorScheme.Light, 390, 844, 2);

    public static Look Named(string name) => new[] { Light, Dark, Phone }.Single(look => look.Name == name);

    public BrowserNewContextOptions ToContext() => new()
    {
        ColorScheme = Scheme,
        ViewportSize = new() { Width = Width, Height = Height },
        DeviceScaleFactor = Scale,
        // Nothing moves in a screenshot.
        ReducedMotion = ReducedMotion.Reduce,
        Locale = "en-GB",
        TimezoneId = "Europe/Berlin",
    };
}
