using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Cassandra;

namespace JobScheduler.Tests.Stores.Cassandra;

/// <summary>Traces reads and conditional statements, and adds up the tombstones they crossed, as the server counts them.</summary>
internal sealed partial class TombstoneTrace
{
    private readonly ConcurrentBag<RowSet> _answers = [];
    private volatile bool _on;

    public Task<RowSet> ExecuteAsync(IStatement statement, Func<Task<RowSet>> run) => _on && Reads(statement) ? TracedAsync(statement, run) : run();

    /// <summary>What the most expensive statement of an action crossed.</summary>
    public async Task<int> MostCrossedAsync(Func<Task> action)
    {
        _answers.Clear();
        _on = true;
        await action();
        _on = false;
        return _answers.Select(answer => CrossedBy(answer.Info.QueryTrace)).DefaultIfEmpty(0).Max();
    }

    private static bool Reads(IStatement statement)
    {
        var cql = CassandraStores.CqlOf(statement);
        return cql.StartsWith("SELECT", StringComparison.Ordinal) || cql.Contains(" IF ", StringComparison.Ordinal);
    }

    private async Task<RowSet> TracedAsync(IStatement statement, Func<Task<RowSet>> run)
    {
        statement.EnableTracing();
        var answer = await run();
        _answers.Add(answer);
        return answer;
    }

    private static int CrossedBy(QueryTrace trace) => trace.Events
        .Select(each => Crossed().Match(each.Description)).Where(match => match.Success)
        .Sum(match => int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture));

    [GeneratedRegex(@"and (\d+) tombstone cells")]
    private static partial Regex Crossed();
}
