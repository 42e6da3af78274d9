using System.Reflection;

namespace JobScheduler.Hosting.Registration;

/// <summary>What this build is.</summary>
internal static class ProductVersion
{
    /// <summary>The version, without the commit.</summary>
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <summary>The engine it was compiled for: "embedded" or "orleans".</summary>
#if ORLEANS_ENGINE
    public const string Engine = "orleans";
#else
    public const string Engine = "embedded";
#endif
}
