using System.Xml.Linq;
using Xunit;

namespace JobScheduler.Tests.Architecture;

/// <summary>Dependencies point one way: silo -> http -> hosting -> grains -> grain-interfaces; stores -> grains; client -> grain-interfaces; cli -> client.</summary>
public sealed class DependencyTests
{
    public static TheoryData<string, string[]> Allowed => new()
    {
        { "embedded", [] },
        { "grain-interfaces", ["embedded"] },
        { "grains", ["grain-interfaces"] },
        { "stores/memory", ["grains"] },
        { "stores/sqlite", ["grains"] },

        // Its settings are part of the hosts'.
        { "stores/cassandra", ["hosting"] },
        { "hosting", ["grains"] },
        { "http", ["hosting"] },
        { "client", ["grain-interfaces"] },
        { "orleans/cassandra", [] },

        // The membership and the reminders go over the store's session.
        { "cluster", ["hosting", "stores/cassandra", "orleans/cassandra"] },
        { "silo", ["http", "stores/sqlite", "cluster"] },

        // It talks HTTP, and checks files.
        { "cli", ["client", "stores/sqlite"] },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void ProjectReferences_OfAProject_PointDownwards(string folder, string[] allowed)
    {
        var project = Assert.Single(SourceTree.Files(folder, "*.csproj"));
        var referenced = XDocument.Parse(SourceTree.Read(project)).Descendants("ProjectReference")
            .Select(r => Path.GetFullPath(r.Attribute("Include")!.Value, Path.Combine(SourceTree.Root, folder)))
            .Select(p => Path.GetRelativePath(SourceTree.Root, Path.GetDirectoryName(p)!).Replace('\\', '/'));
        Assert.Empty(referenced.Except(allowed));
    }

    [Fact]
    public void Client_Assembly_KnowsNeitherEngineRoomNorStores()
    {
        var references = typeof(JobSchedulerClientOptions).Assembly.GetReferencedAssemblies().Select(a => a.Name!);
        Assert.DoesNotContain(
            references,
            r => r is "JobScheduler.Grains" or "JobScheduler.Hosting" or "JobScheduler.Http"
                || r.StartsWith("JobScheduler.Stores", StringComparison.Ordinal) || r.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("JobScheduler.Grains", "Microsoft.AspNetCore", "Microsoft.Data")]
    [InlineData("JobScheduler.Hosting", "Microsoft.AspNetCore", "Microsoft.Data")]
    [InlineData("JobScheduler.Http", "Microsoft.Data", "JobScheduler.Stores")]
    [InlineData("JobScheduler.Stores.Sqlite", "Microsoft.AspNetCore", "JobScheduler.Hosting")]
    public void Assembly_References_LeaveOutWhatItMustNotKnow(string assembly, params string[] forbidden)
    {
        var references = Assemblies.Shipped.Single(a => a.GetName().Name == assembly).GetReferencedAssemblies().Select(a => a.Name!);
        Assert.DoesNotContain(references, r => forbidden.Any(f => r.StartsWith(f, StringComparison.Ordinal)));
    }
}
