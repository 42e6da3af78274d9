using System.Reflection;
using System.Runtime.CompilerServices;

namespace JobScheduler.Tests.Architecture;

/// <summary>The assemblies that are shipped.</summary>
internal static class Assemblies
{
    public static IReadOnlyList<Assembly> Shipped { get; } =
    [
        .. new[] { "GrainInterfaces", "Grains", "Hosting", "Http", "Client", "Stores.Memory", "Stores.Sqlite", "Silo", "Cli" }
            .Select(name => Assembly.Load("JobScheduler." + name)),
        .. EmbeddedEngine(),
        .. Cluster(),
    ];

    /// <summary>Whether this is the embedded engine's build; the cluster's is the other.</summary>
    public static bool AreEmbedded => EmbeddedEngine().Any();

    /// <summary>Types that somebody wrote.</summary>
    public static IEnumerable<Type> Types(Assembly assembly) =>
        assembly.GetTypes().Where(t => !t.Name.Contains('<', StringComparison.Ordinal) && !t.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false));

    private static IEnumerable<Assembly> Cluster() => AreEmbedded ? [] : [Assembly.Load("JobScheduler.Cluster")];

    private static IEnumerable<Assembly> EmbeddedEngine() =>
        Assembly.Load("JobScheduler.GrainInterfaces").GetReferencedAssemblies().Where(a => a.Name == "JobScheduler.Embedded").Select(Assembly.Load);
}
