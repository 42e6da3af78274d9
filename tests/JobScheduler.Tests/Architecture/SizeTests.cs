using System.Reflection;
using JobScheduler.Grains.Storage;
using Xunit;

namespace JobScheduler.Tests.Architecture;

/// <summary>What must stay small enough to be held in the head.</summary>
public sealed class SizeTests
{
    [Theory]
    [InlineData(typeof(IPartitionLog))]
    [InlineData(typeof(IJobQueries))]
    [InlineData(typeof(IStoreAdmin))]
    public void StoreSeam_Role_HasAtMostTwelveMembers(Type role) =>
        Assert.InRange(role.GetProperties().Length + role.GetMethods().Count(m => !m.IsSpecialName), 1, 12);

    [Fact]
    public void OptionsClasses_Settings_AreAtMostTen()
    {
        var options = Assemblies.Shipped.SelectMany(Assemblies.Types)
            .Where(t => t is { IsPublic: true, IsClass: true } && t.Name.EndsWith("Options", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(options);
        Assert.All(options, o => Assert.InRange(
            o.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Count(p => p.SetMethod is { IsPublic: true }), 1, 10));
    }

    [Fact]
    public void SiloProgram_Lines_AreUnderSixty() => Assert.InRange(SourceTree.Read("silo/Program.cs").Split('\n').Length, 1, 59);

    [Fact]
    public void Samples_Programs_FitOnAPage() =>
        Assert.All(SourceTree.Files("samples", "Program.cs"), p => Assert.InRange(SourceTree.Read(p).Split('\n').Length, 1, 45));
}
