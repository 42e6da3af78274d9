using System.Net;
using JobScheduler.Silo;
using Microsoft.AspNetCore.Connections;
using Xunit;

namespace JobScheduler.Tests.Hosting;

public sealed class BoundedListenerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Accept_AsManyOpenAsThereIsRoom_TakesTheNextWhenOneIsClosed()
    {
        var sockets = new ScriptedListener();
        await using var listener = new BoundedListener(sockets, new SemaphoreSlim(2, 2));
        var first = await listener.AcceptAsync();
        Assert.NotNull(await listener.AcceptAsync());
        var third = listener.AcceptAsync().AsTask();
        Assert.Equal((false, 2), (third.IsCompleted, sockets.Accepted));
        ((ScriptedConnection)first!).Close();
        Assert.NotNull(await third.WaitAsync(Patience));
        Assert.Equal(3, sockets.Accepted);
    }

    [Fact]
    public async Task Accept_Unbound_EndsThoughThereIsNoRoom()
    {
        await using var listener = new BoundedListener(new ScriptedListener(), new SemaphoreSlim(1, 1));
        await listener.AcceptAsync();
        var next = listener.AcceptAsync().AsTask();
        await listener.UnbindAsync();
        Assert.Null(await next.WaitAsync(Patience));
    }

    [Fact]
    public async Task Accept_TheListenerIsUnbound_GivesTheRoomBack()
    {
        var room = new SemaphoreSlim(1, 1);
        await using var listener = new BoundedListener(new ScriptedListener { IsUnbound = true }, room);
        Assert.Null(await listener.AcceptAsync());
        Assert.Equal(1, room.CurrentCount);
    }

    private sealed class ScriptedListener : IConnectionListener
    {
        public EndPoint EndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 0);

        public bool IsUnbound { get; init; }

        public int Accepted { get; private set; }

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            if (IsUnbound)
                return new((ConnectionContext?)null);
            Accepted++;
            return new(new ScriptedConnection());
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class ScriptedConnection : DefaultConnectionContext
    {
        private readonly CancellationTokenSource _closed = new();

        public ScriptedConnection() => ConnectionClosed = _closed.Token;

        public void Close() => _closed.Cancel();
    }
}
