using System.Globalization;
using System.Net.Sockets;
using System.Text;
using JobScheduler.FaultTest.Node;
using JobScheduler.Tests.History;

namespace JobScheduler.FaultTest.Faults;

/// <summary>
/// The silo's process may open few files, and clients open more connections than that: they are closed or answered 503, its jobs go on,
/// and it recovers when they are gone.
/// </summary>
internal sealed class SiloFileDescriptors : IFault
{
    private const int Callers = 30;
    private const int Files = 1_024;

    public string Name => "silo-file-descriptors";

    public async Task<FaultResult> RunAsync(FaultOptions options, string folder)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(options.Silo))
            return FaultResult.Skip("it needs Linux and a built silo");
        var history = new NodeHistory();
        await using var silo = await SiloNode.StartAsync(options.Silo, folder, Files);
        var client = new NodeClient(silo.Client, history, CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => client.SubmitAsync(silo.Recorded(5))));
        var meanwhile = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => client.SubmitAsync(new JobSubmission { JobType = "echo", Delay = TimeSpan.FromMilliseconds(500 + (i * 100)) })));

        var idle = await ConnectAsync(silo.Address);
        var processor = silo.ProcessorTime;
        var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => TryAsync(silo.Address)));
        await Waiting.Pause(TimeSpan.FromSeconds(3));
        var spent = silo.ProcessorTime - processor;
        foreach (var connection in idle)
            connection.Dispose();

        await Waiting.Until(async () => (await client.SubmitAsync(new JobSubmission { JobType = "echo" })).Answer == SubmitAnswer.Accepted, "it takes work again");
        var ended = await Task.WhenAll(meanwhile.Select(told => silo.Client.WaitAsync(told.JobId!).Within("a job that was due meanwhile ends")));
        await silo.CompleteAsync(history);
        var result = await Settled.CheckAsync(silo.Client, history, answers.Count(answer => answer != 202));
        var late = ended.Max(job => job.Attempts[0].StartedAt - job.RunAt);
        return (result with
        {
            Note = string.Create(
                CultureInfo.InvariantCulture,
                $"{answers.Count(answer => answer == 0)} of {Callers} callers got no answer, {answers.Count(answer => answer == 503)} a 503; jobs due meanwhile were at most {late.TotalMilliseconds:0} ms late; {spent.TotalSeconds:0.0} s of processor time"),
        })
            .Expect(answers.Any(answer => answer is 0 or 503), "the bound was not felt")
            .Expect(answers.All(answer => answer is 0 or 202 or 503), $"answers {string.Join(", ", answers.Distinct())}")
            .Expect(ended.All(job => job.State == JobState.Completed) && late < TimeSpan.FromSeconds(2), $"a job due meanwhile was {late.TotalMilliseconds:0} ms late");
    }

    /// <summary>Connections that are opened and left alone, twice as many as the silo may have files open.</summary>
    private static async Task<IReadOnlyList<TcpClient>> ConnectAsync(Uri address)
    {
        var connections = new List<TcpClient>();
        for (var i = 0; i < 2 * Files; i++)
        {
            var connection = new TcpClient();
            connections.Add(connection);
            await connection.ConnectAsync(address.Host, address.Port); // the system accepts it, whether or not the silo can
        }

        return connections;
    }

    /// <summary>The status of one caller on a connection of its own; 0: no connection, or no answer within 2 s.</summary>
    private static async Task<int> TryAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(2) };
        using var body = new StringContent("""{"job_type":"echo"}""", Encoding.UTF8, "application/json");
        try
        {
            using var answer = await http.PostAsync(new Uri("v1/jobs", UriKind.Relative), body);
            return (int)answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return 0;
        }
    }
}
