using System.Reflection;
using Cassandra;

namespace JobScheduler.Tests.Stores.Cassandra;

/// <summary>A session that runs every statement and then says of the first try that it timed out.</summary>
public class ForgetfulSession : DispatchProxy
{
    private readonly HashSet<string> _known = [];
    private ISession? _inner;

    /// <summary>Number of answers withheld.</summary>
    public int Forgotten { get; private set; }

    /// <summary>Withholds the answers of later tries too.</summary>
    public bool Always { get; set; }

    public static (ISession Session, ForgetfulSession Forgetful) Around(ISession inner)
    {
        var session = Create<ISession, ForgetfulSession>();
        var forgetful = (ForgetfulSession)(object)session;
        forgetful._inner = inner;
        return (session, forgetful);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(ISession.ExecuteAsync) ? RunAsync((SimpleStatement)args![0]!) : targetMethod.Invoke(_inner, args);

    private async Task<RowSet> RunAsync(SimpleStatement statement)
    {
        var answer = await _inner!.ExecuteAsync(statement);
        if (!_known.Add($"{statement.QueryString} {string.Join(' ', statement.QueryValues ?? [])}") && !Always)
            return answer;
        Forgotten++;
        throw new WriteTimeoutException(ConsistencyLevel.LocalSerial, 0, 1, "CAS");
    }
}
