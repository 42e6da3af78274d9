using System.Net;
using System.Net.Sockets;

namespace JobScheduler.Tests.OrleansProviders;

/// <summary>
/// Stands between a session and Cassandra and passes everything on. Told to, it loses what one side sends, and later cuts all connections;
/// new ones work again.
/// </summary>
internal sealed class LossyProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _lock = new();
    private readonly List<TcpClient> _open = [];
    private readonly (string Host, int Port) _server;
    private TaskCompletionSource? _losingRequests;
    private TaskCompletionSource? _losingAnswers;

    public LossyProxy(string host, int port)
    {
        _server = (host, port);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Loses what is asked from now on; completes when something was lost.</summary>
    public Task LoseRequestsAsync() => (_losingRequests = NewLoss()).Task;

    /// <summary>Loses what is answered from now on; completes when something was lost.</summary>
    public Task LoseAnswersAsync() => (_losingAnswers = NewLoss()).Task;

    /// <summary>Cuts every connection, and loses nothing any more.</summary>
    public void Cut()
    {
        (_losingRequests, _losingAnswers) = (null, null);
        lock (_lock)
        {
            _open.ForEach(c => c.Dispose());
            _open.Clear();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private static TaskCompletionSource NewLoss() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = JoinAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The listener is closed.
        }
    }

    private async Task JoinAsync(TcpClient client)
    {
        var server = new TcpClient();
        lock (_lock)
            _open.AddRange([client, server]);
        try
        {
            await server.ConnectAsync(_server.Host, _server.Port);
            await Task.WhenAny(
                PassAsync(client.GetStream(), server.GetStream(), () => _losingRequests),
                PassAsync(server.GetStream(), client.GetStream(), () => _losingAnswers));
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            // One side is gone.
        }

        client.Dispose();
        server.Dispose();
    }

    private static async Task PassAsync(NetworkStream from, NetworkStream to, Func<TaskCompletionSource?> loss)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReadAsync(buffer) is var read and > 0)
            {
                if (loss() is { } lost)
                    lost.TrySetResult();
                else
                    await to.WriteAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // One side is gone.
        }
    }
}
