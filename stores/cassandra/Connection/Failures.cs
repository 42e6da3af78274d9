using System.Net.Sockets;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Cassandra.Connection;

/// <summary>What the driver's exceptions mean.</summary>
internal static class Failures
{
    /// <summary>Whether an exception tells of the store or the way to it; any other is a bug.</summary>
    public static bool IsOfStore(Exception failure) => failure is DriverException or SocketException or IOException or TimeoutException
        or ObjectDisposedException or System.Security.Authentication.AuthenticationException;

    /// <summary>What became of a conditional batch whose execution ended with an exception.</summary>
    /// <remarks>
    /// Rejected only where the batch was certainly not begun. A time-out, a broken connection and a failure of a replica leave it open:
    /// a proposal that some replicas have accepted is carried through by whoever comes next. So does "overloaded", which a coordinator
    /// also answers when it cannot keep hints for a batch that is already decided.
    /// </remarks>
    public static CommitResult OfCommit(Exception failure) => failure switch
    {
        UnavailableException or IsBootstrappingException or BusyPoolException => Rejected(RejectReason.Unavailable, failure),
        NoHostAvailableException { Errors: var errors } when WasNeverSent(errors) => Rejected(RejectReason.Unavailable, failure),
        InvalidQueryException when failure.Message.Contains("too large", StringComparison.OrdinalIgnoreCase) => Rejected(RejectReason.TooLarge, failure),
        InvalidQueryException or SyntaxError or UnauthorizedException or global::Cassandra.AuthenticationException => Rejected(RejectReason.Unavailable, failure),
        _ => new(CommitStatus.Unknown, Detail: failure.Message),
    };

    /// <summary>What a read or a plain write answers; nothing depends on whether it was done.</summary>
    public static StoreUnavailableException Unavailable(Exception failure) => new("Cassandra: " + failure.Message, failure);

    /// <summary>A batch is sent to one node only. No host means no connection to any, unless one of them was asked and did not answer.</summary>
    private static bool WasNeverSent(Dictionary<System.Net.IPEndPoint, Exception>? errors) =>
        errors is null || errors.Values.All(error => error is not (OperationTimedOutException or QueryExecutionException));

    private static CommitResult Rejected(RejectReason reason, Exception failure) => new(CommitStatus.Rejected, reason, failure.Message);
}
