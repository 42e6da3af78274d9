using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace JobScheduler.Silo;

/// <summary>
/// Listens as the server's own transport does, but takes no connection while more than the server may serve, and a few to be turned
/// away, are not closed yet. The server closes what is too much later than it takes the next: a flood of connections would use up
/// all files that the process may open before it has closed the first.
/// </summary>
internal sealed class BoundedListeners(
    IOptions<SocketTransportOptions> transport, IOptions<KestrelServerOptions> server, ILoggerFactory logs) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    /// <summary>Connections beyond the server's bound that may be open while they are turned away.</summary>
    public const int TurnedAwayAtOnce = 64;

    private readonly SocketTransportFactory _sockets = new(transport, logs);
    private SemaphoreSlim? _room;

    public bool CanBind(EndPoint endpoint) => _sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = await _sockets.BindAsync(endpoint, cancellationToken);
        if (server.Value.Limits.MaxConcurrentConnections is not { } most)
            return listener;
        var bound = (int)Math.Min(most, int.MaxValue - TurnedAwayAtOnce) + TurnedAwayAtOnce;
        // One for all addresses: "localhost" is two.
        _room ??= new SemaphoreSlim(bound, bound);
        return new BoundedListener(listener, _room);
    }
}

/// <summary>A listener with a bound of connections that are open at the same time.</summary>
/// <param name="listener">The one that accepts them.</param>
/// <param name="room">Room for those that may be open; shared between listeners.</param>
internal sealed class BoundedListener(IConnectionListener listener, SemaphoreSlim room) : IConnectionListener
{
    private readonly CancellationTokenSource _unbound = new();

    public EndPoint EndPoint => listener.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _unbound.Token);
        try
        {
            await room.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (_unbound.IsCancellationRequested)
        {
            return null; // as a listener says that it is no longer bound
        }

        var connection = await listener.AcceptAsync(cancellationToken);
        if (connection is null)
            room.Release();
        else
            connection.ConnectionClosed.UnsafeRegister(static room => ((SemaphoreSlim)room!).Release(), room);
        return connection;
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _unbound.CancelAsync();
        await listener.UnbindAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _unbound.CancelAsync();
        await listener.DisposeAsync();
        _unbound.Dispose();
    }
}
