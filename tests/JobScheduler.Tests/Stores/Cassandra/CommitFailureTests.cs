using System.Net;
using System.Net.Sockets;
using Cassandra;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Connection;
using Xunit;

namespace JobScheduler.Tests.Stores.Cassandra;

public sealed class CommitFailureTests
{
    private static readonly IPEndPoint Node = new(IPAddress.Loopback, 9042);

    public static TheoryData<string, Exception, CommitStatus, RejectReason> Answers => new()
    {
        { "time-out of the proposal", new WriteTimeoutException(ConsistencyLevel.LocalSerial, 0, 1, "CAS"), CommitStatus.Unknown, RejectReason.None },
        { "time-out of the commit", new WriteTimeoutException(ConsistencyLevel.LocalQuorum, 1, 2, "SIMPLE"), CommitStatus.Unknown, RejectReason.None },
        { "time-out of the read before", new ReadTimeoutException(ConsistencyLevel.LocalSerial, 0, 1, false), CommitStatus.Unknown, RejectReason.None },
        { "a replica failed", new WriteFailureException(ConsistencyLevel.LocalSerial, 0, 1, "CAS", 1), CommitStatus.Unknown, RejectReason.None },
        { "no answer", new OperationTimedOutException(Node, 5), CommitStatus.Unknown, RejectReason.None },
        { "the connection broke", new SocketException((int)SocketError.ConnectionReset), CommitStatus.Unknown, RejectReason.None },
        { "overloaded", new OverloadedException("Too many in flight hints"), CommitStatus.Unknown, RejectReason.None },
        { "one node was asked and did not answer", NoHost(new OperationTimedOutException(Node, 5)), CommitStatus.Unknown, RejectReason.None },
        { "no node can be reached", NoHost(new SocketException((int)SocketError.ConnectionRefused)), CommitStatus.Rejected, RejectReason.Unavailable },
        { "no node is known", new NoHostAvailableException(new Dictionary<IPEndPoint, Exception>()), CommitStatus.Rejected, RejectReason.Unavailable },
        { "too few replicas", new UnavailableException(ConsistencyLevel.LocalSerial, 2, 1), CommitStatus.Rejected, RejectReason.Unavailable },
        { "starting", new IsBootstrappingException("not yet"), CommitStatus.Rejected, RejectReason.Unavailable },
        { "too large", new InvalidQueryException("Batch too large"), CommitStatus.Rejected, RejectReason.TooLarge },
        { "invalid", new InvalidQueryException("unconfigured table"), CommitStatus.Rejected, RejectReason.Unavailable },
        { "forbidden", new UnauthorizedException("no"), CommitStatus.Rejected, RejectReason.Unavailable },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void OfCommit_AnAnswerOfTheDriver_IsRejectedOnlyIfCertain(string what, Exception failure, CommitStatus status, RejectReason reason)
    {
        Assert.True(Failures.IsOfStore(failure), what);
        var result = Failures.OfCommit(failure);
        Assert.Equal((what, status, reason), (what, result.Status, result.Reason));
        Assert.False(string.IsNullOrEmpty(result.Detail));
    }

    [Fact]
    public void IsOfStore_ABug_IsNot() => Assert.False(Failures.IsOfStore(new InvalidOperationException("bug")));

    [Fact]
    public void RetryPolicy_ConditionalStatement_IsNeverSentAgain()
    {
        var statement = new SimpleStatement("UPDATE t SET a = 1 WHERE b = 2 IF a = 0");
        statement.SetIdempotence(false);
        Assert.All(Decisions(statement, 0), decision => Assert.Equal(RetryDecision.RetryDecisionType.Rethrow, decision.DecisionType));
    }

    [Fact]
    public void RetryPolicy_IdempotentStatement_IsSentOnceMoreAtTheSameConsistency()
    {
        var statement = new SimpleStatement("SELECT a FROM t");
        statement.SetIdempotence(true);
        Assert.All(Decisions(statement, 0), decision => Assert.Equal(
            (RetryDecision.RetryDecisionType.Retry, false), (decision.DecisionType, decision.UseCurrentHost)));
        Assert.All(Decisions(statement, 0), decision => Assert.True(decision.RetryConsistencyLevel is null or ConsistencyLevel.LocalQuorum));
        Assert.All(Decisions(statement, 1), decision => Assert.Equal(RetryDecision.RetryDecisionType.Rethrow, decision.DecisionType));
    }

    private static RetryDecision[] Decisions(IStatement statement, int retries)
    {
        var policy = new StoreRetryPolicy();
        return
        [
            policy.OnReadTimeout(statement, ConsistencyLevel.LocalQuorum, 2, 1, false, retries),
            policy.OnWriteTimeout(statement, ConsistencyLevel.LocalQuorum, "SIMPLE", 2, 1, retries),
            policy.OnUnavailable(statement, ConsistencyLevel.LocalQuorum, 2, 1, retries),
            policy.OnRequestError(statement, null!, new SocketException(), retries),
        ];
    }

    private static NoHostAvailableException NoHost(Exception each) => new(new Dictionary<IPEndPoint, Exception> { [Node] = each });
}
