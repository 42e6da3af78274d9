using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace JobScheduler.LoadTest.Overload;

/// <summary>One connection with at most one request under way. Bytes in, bytes out: the generator must cost little beside the silo.</summary>
internal sealed class Lane(Uri address) : IDisposable
{
    private static readonly byte[] JobId = "\"job_id\":\""u8.ToArray();
    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] Length = "Content-Length: "u8.ToArray();
    private readonly byte[] _answer = new byte[256 * 1024];
    private Socket? _socket;

    /// <summary>Sends a whole request and reads the whole answer; status 0 when the connection broke.</summary>
    public async Task<Answer> SendAsync(ReadOnlyMemory<byte> request)
    {
        try
        {
            var socket = _socket ??= await ConnectAsync();
            await socket.SendAsync(request);
            return await ReceiveAsync(socket);
        }
        catch (SocketException)
        {
            Close();
            return new Answer(0, []);
        }
    }

    public void Dispose() => Close();

    private async Task<Answer> ReceiveAsync(Socket socket)
    {
        var (filled, head, whole) = (0, -1, int.MaxValue);
        while (filled < whole)
        {
            var read = await socket.ReceiveAsync(_answer.AsMemory(filled));
            if (read == 0)
                throw new SocketException((int)SocketError.ConnectionReset);
            filled += read;
            if (head < 0 && (head = _answer.AsSpan(0, filled).IndexOf(HeadEnd)) >= 0)
                whole = head + HeadEnd.Length + LengthOf(_answer.AsSpan(0, head + 2));
        }

        return Utf8Parser.TryParse(_answer.AsSpan("HTTP/1.1 ".Length, 3), out int status, out _)
            ? new Answer(status, status == 202 ? Ids(_answer.AsSpan(head, filled - head)) : [])
            : throw new LoadTestException("The silo answered something that is not HTTP.");
    }

    private static int LengthOf(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf(Length);
        return at >= 0 && Utf8Parser.TryParse(head[(at + Length.Length)..], out int length, out _)
            ? length
            : throw new LoadTestException("The silo answered without a length.");
    }

    private static List<string> Ids(ReadOnlySpan<byte> body)
    {
        var ids = new List<string>(1);
        for (var at = body.IndexOf(JobId); at >= 0; at = body.IndexOf(JobId))
        {
            body = body[(at + JobId.Length)..];
            ids.Add(Encoding.ASCII.GetString(body[..body.IndexOf((byte)'"')]));
        }

        return ids;
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, address.Port);
        return socket;
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}

/// <summary>What came back.</summary>
/// <param name="Status">The HTTP status; 0: the connection broke.</param>
/// <param name="JobIds">Of an acceptance.</param>
internal readonly record struct Answer(int Status, List<string> JobIds);
