using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace JobScheduler.Tests.Architecture;

/// <summary>House rules that a compiler does not know.</summary>
public sealed partial class StyleTests
{
    private static readonly string[] TextFiles =
        ["*.cs", "*.csproj", "*.props", "*.targets", "*.sln", "*.md", "*.json", "*.sh", "*.yml", "*.yaml", "*.ts", "*.js", "*.mjs", "*.txt"];

    [Fact]
    public void Types_NotDerivedFrom_AreSealed()
    {
        var types = Assemblies.Shipped.SelectMany(Assemblies.Types).ToArray();
        var bases = types.Select(t => t.BaseType).OfType<Type>().Select(t => t.IsGenericType ? t.GetGenericTypeDefinition() : t).ToHashSet();

        // The runtime derives from a DispatchProxy; top-level statements make an open Program.
        var open = types.Where(t => t is { IsClass: true, IsSealed: false, IsAbstract: false, FullName: not "Program" }
            && !bases.Contains(t) && !t.IsSubclassOf(typeof(DispatchProxy))).ToArray();
        Assert.Empty(open.Select(t => t.FullName));
    }

    [Fact]
    public void Types_Names_SayWhatTheyAre() =>
        Assert.DoesNotContain(Assemblies.Shipped.SelectMany(Assemblies.Types).Select(t => t.FullName!), VagueName().IsMatch);

    [Fact]
    public void Sources_EngineConditions_AreOnlyWhereEnginesAreChosen() =>
        Assert.DoesNotContain(SourceTree.CSharpFiles(), f => EngineCondition().IsMatch(SourceTree.Read(f)) && !MayChooseEngine(f));

    [Fact]
    public void Sources_NeighbouringFolders_AreNamedOnlyByCi()
    {
        var neighbour = "../" + "shared";
        var files = TextFiles.SelectMany(p => SourceTree.Files("", p)).Where(f => !f.StartsWith(".ci/", StringComparison.Ordinal));
        Assert.DoesNotContain(files, f => SourceTree.Read(f).Contains(neighbour, StringComparison.Ordinal));
    }

    [Fact]
    public void Tests_Names_AreMethodConditionResult()
    {
        var names = from type in typeof(StyleTests).Assembly.GetTypes()
                    from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                    where method.IsDefined(typeof(FactAttribute), inherit: true) && method.Name.Split('_').Length < 3
                    select $"{type.Name}.{method.Name}";
        Assert.Empty(names);
    }

    /// <summary>Where the word "grain" is given its meaning, where a host is composed, and tests, which may be of one engine.</summary>
    private static bool MayChooseEngine(string file) =>
        Path.GetFileName(file) == "GlobalUsings.cs" || file.Contains("Registration", StringComparison.Ordinal)
        || file.StartsWith("tests/JobScheduler.Tests/Engine/", StringComparison.Ordinal);

    [GeneratedRegex(@"(Manager|Helper|Helpers|Util|Utils|Utility|Impl|Base)$")]
    private static partial Regex VagueName();

    [GeneratedRegex(@"^\s*#(el)?if\b.*_ENGINE\b", RegexOptions.Multiline)]
    private static partial Regex EngineCondition();
}
