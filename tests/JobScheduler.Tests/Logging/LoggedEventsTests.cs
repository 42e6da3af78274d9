using System.Reflection;
using System.Text.RegularExpressions;
using JobScheduler.Hosting.Logging;
using JobScheduler.Tests.Architecture;
using Microsoft.Extensions.Logging;
using Xunit;

namespace JobScheduler.Tests.Logging;

/// <summary>docs/logging.md against the code, both ways.</summary>
public sealed partial class LoggedEventsTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly (MethodInfo Method, LoggerMessageAttribute Message)[] Logged =
    [
        .. from type in Assemblies.Shipped.SelectMany(assembly => assembly.GetTypes())
           from method in type.GetMethods(All)
           let message = method.GetCustomAttribute<LoggerMessageAttribute>()
           where message is not null
           orderby message.EventId
           select (method, message),
    ];

    [Fact]
    public void Documentation_Table_ListsEveryEventWithItsIdLevelAndFields()
    {
        // The embedded engine's own are in its build only, those of a cluster in the other.
        var absent = Assemblies.AreEmbedded ? ClusterRow() : EngineRow();
        var documented = SourceTree.Read("docs/logging.md").Split('\n').Where(line => Row().IsMatch(line)).Where(line => !absent.IsMatch(line))
            .Select(line => string.Join(" | ", line.Split('|').Skip(1).Take(4).Select(cell => cell.Trim())));
        var written = Logged.Select(each =>
            $"`{each.Message.EventName}` | {each.Message.EventId} | {each.Message.Level.ToString().ToLowerInvariant()} | {string.Join(", ", FieldsOf(each.Method))}");
        Assert.Equal(LinesOf(written), LinesOf(documented));
    }

    [Fact]
    public void Documentation_Rows_SayWhatAnEventMeansAndWhatToDo() =>
        Assert.All(
            SourceTree.Read("docs/logging.md").Split('\n').Where(line => Row().IsMatch(line)),
            line => Assert.True(line.Split('|') is { Length: 8 } cells && cells[5].Trim().Length > 5 && cells[6].Trim().Length > 5, line));

    [Fact]
    public void Events_IdsAndNames_AreUniqueAndInSnakeCase()
    {
        Assert.NotEmpty(Logged);
        Assert.Equal(Logged.Length, Logged.Select(each => each.Message.EventId).Distinct().Count());
        Assert.Equal(Logged.Length, Logged.Select(each => each.Message.EventName).Distinct(StringComparer.Ordinal).Count());
        Assert.All(Logged, each => Assert.Matches("^[a-z]+(_[a-z]+)*$", each.Message.EventName));
        Assert.All(Logged, each => Assert.True(each.Message.EventId > 0, each.Message.EventName));
    }

    [Fact]
    public void Sources_LogCalls_AreAllGenerated()
    {
        var product = SourceTree.CSharpFiles().Where(file => !file.StartsWith("tests/", StringComparison.Ordinal)
            && !file.StartsWith("samples/", StringComparison.Ordinal) && !file.StartsWith("benchmarks/", StringComparison.Ordinal));
        Assert.DoesNotContain(product, file => PlainCall().IsMatch(SourceTree.Read(file)));
    }

    private static IEnumerable<string> FieldsOf(MethodInfo method) =>
        method.GetParameters().Where(parameter => !typeof(ILogger).IsAssignableFrom(parameter.ParameterType))
            .Select(parameter => $"`{(typeof(Exception).IsAssignableFrom(parameter.ParameterType) ? "exception" : LogText.NameOf(parameter.Name))}`");

    private static string LinesOf(IEnumerable<string> lines) => string.Join('\n', lines);

    [GeneratedRegex(@"^\| `\w+` \| \d+ \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| `\w+` \| 19\d\d \|")]
    private static partial Regex EngineRow();

    [GeneratedRegex(@"^\| `\w+` \| 12\d\d \|")]
    private static partial Regex ClusterRow();

    [GeneratedRegex(@"\.Log(Trace|Debug|Information|Warning|Error|Critical)\(|LoggerMessage\.Define")]
    private static partial Regex PlainCall();
}
