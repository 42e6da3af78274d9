using System.Globalization;
using System.Net.Sockets;
using System.Text;
using JobScheduler.Benchmarks.Running;

namespace JobScheduler.Benchmarks.Http;

/// <summary>Submits over HTTP to a server in a process of its own; this process is the load generator.</summary>
internal static class HttpMeasurements
{
    private const string Path = "/v1/jobs";
    private const string Queue = "waiting";

    /// <summary>Jobs accepted by the silo per second; they wait in a paused queue.</summary>
    public static async Task<Measured> SubmitAsync(ChildArguments arguments)
    {
        QuickSockets();
        await using var silo = ServerProcess.Silo(arguments.Folder);
        await silo.UntilReadyAsync("/readyz");
        await silo.PostAsync($"/v1/queues/{Queue}:pause", "{}");
        return await LoadAsync(silo.Port, arguments);
    }

    /// <summary>The same requests to a server that reads them and answers: what the generator itself can do on this machine.</summary>
    public static async Task<Measured> NothingAsync(ChildArguments arguments)
    {
        QuickSockets();
        await using var server = ServerProcess.Trivial(arguments.Folder);
        await server.UntilReadyAsync(TrivialServer.ReadyPath);
        return await LoadAsync(server.Port, arguments);
    }

    private static async Task<Measured> LoadAsync(int port, ChildArguments arguments)
    {
        using var load = new LoadGenerator(port, Request());
        await load.WarmUpAsync(arguments.Number("connections"), arguments.WarmUp);
        return Measured.PerSecond(await load.RateAsync(arguments.Number("connections"), arguments.Seconds("seconds")));
    }

    private static byte[] Request()
    {
        const string Body = $$"""{"job_type":"echo","payload":{"n":1},"queue":"{{Queue}}"}""";
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"POST {Path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"));
    }

    // Answers are taken on the thread that learns of them, which is what a load generator wants. Read once, at the first use of a socket.
    private static void QuickSockets()
    {
        Environment.SetEnvironmentVariable(ServerProcess.InlineCompletions, "1");
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    }
}
