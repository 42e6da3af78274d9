using System.Net;
using System.Net.Sockets;
using System.Text;

namespace JobScheduler.Tests.Http;

/// <summary>Answers requests over kept connections with 200 and a body, until told to hang up: then it reads a request and closes without an answer.</summary>
internal sealed class HangUpServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _body;
    private int _requests;
    private volatile bool _hangsUp;

    /// <param name="body">JSON.</param>
    public HangUpServer(string body)
    {
        _body = body;
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>Requests read to their end.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public void HangUp() => _hangsUp = true;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);
        while (await ReadAsync(reader))
        {
            Interlocked.Increment(ref _requests);
            if (_hangsUp)
                return;
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {_body.Length}\r\n\r\n{_body}"));
        }
    }

    /// <summary>One request without a body; false: the other side closed.</summary>
    private static async Task<bool> ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Length == 0)
                return true;
        }

        return false;
    }
}
