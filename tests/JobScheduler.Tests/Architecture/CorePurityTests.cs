using System.Reflection;
using System.Text.RegularExpressions;
using JobScheduler.Grains.Core;
using Xunit;

namespace JobScheduler.Tests.Architecture;

/// <summary>grains/Core is pure: no engine, no store, no HTTP, no clock, no chance, nothing asynchronous.</summary>
public sealed partial class CorePurityTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly string[] ForbiddenNamespaces =
        ["Orleans", "JobScheduler.Embedded", "System.Data", "Microsoft.Data", "Microsoft.AspNetCore", "System.Threading.Tasks", "System.Timers", "System.Net", "System.IO"];

    private static readonly Type[] ForbiddenTypes =
        [typeof(TimeProvider), typeof(Random), typeof(CancellationToken), typeof(System.Diagnostics.Stopwatch)];

    [Fact]
    public void CoreTypes_Signatures_MentionNothingImpure()
    {
        var types = typeof(Routing).Assembly.GetTypes().Where(t => t.Namespace == typeof(Routing).Namespace).ToArray();
        Assert.NotEmpty(types);
        var impure = from type in types
                     from used in Used(type).SelectMany(Parts).Distinct()
                     where ForbiddenTypes.Contains(used) || ForbiddenNamespaces.Any(n => IsWithin(used.Namespace, n))
                     select $"{type.Name} uses {used}";
        Assert.Empty(impure);
    }

    [Fact]
    public void CoreSources_Code_MentionsNothingImpure()
    {
        var files = SourceTree.CSharpFiles("grains/Core").ToArray();
        Assert.NotEmpty(files);
        var impure = from file in files
                     from Match match in Impure().Matches(Comments().Replace(SourceTree.Read(file), " "))
                     select $"{file}: {match.Value}";
        Assert.Empty(impure);
    }

    private static bool IsWithin(string? name, string space) =>
        name is not null && (name == space || name.StartsWith(space + ".", StringComparison.Ordinal));

    /// <summary>Everything a type's shape names; an async method shows by its state machine.</summary>
    private static IEnumerable<Type> Used(Type type) =>
    [
        .. type.BaseType is { } parent ? [parent] : Type.EmptyTypes,
        .. type.GetInterfaces(),
        .. type.GetFields(All).Select(f => f.FieldType),
        .. type.GetConstructors(All).SelectMany(c => c.GetParameters()).Select(p => p.ParameterType),
        .. type.GetMethods(All).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType)),
        .. type.GetMethods(All).SelectMany(m => m.GetMethodBody()?.LocalVariables ?? []).Select(v => v.LocalType),
    ];

    private static IEnumerable<Type> Parts(Type type) =>
        type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
        : type.HasElementType ? Parts(type.GetElementType()!)
        : [type];

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex(
        @"\b(async|await|Task|ValueTask|TimeProvider|UtcNow|Stopwatch|Random|NewGuid|Orleans|Embedded|Sqlite\w*|AspNetCore|HttpClient|File|Directory)\b(?!\s*=)")]
    private static partial Regex Impure();
}
