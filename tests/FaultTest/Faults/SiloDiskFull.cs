using System.Diagnostics;
using System.Text;
using JobScheduler.FaultTest.Node;

namespace JobScheduler.FaultTest.Faults;

/// <summary>The real silo on a small file system that really is full for a while.</summary>
internal sealed class SiloDiskFull : IFault
{
    private const int Megabyte = 1024 * 1024;

    public string Name => "silo-disk-full";

    public async Task<FaultResult> RunAsync(FaultOptions options, string folder)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(options.Silo))
            return FaultResult.Skip("it needs Linux and a built silo");
        var store = Path.Combine(folder, "store");
        Directory.CreateDirectory(store);
        if (await CommandAsync("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", store) is { } reason)
            return FaultResult.Skip($"a small file system cannot be mounted here ({reason}); disk-full does the same in process");
        try
        {
            return await RunAsync(options.Silo, folder, store);
        }
        finally
        {
            await CommandAsync("umount", store);
        }
    }

    private static async Task<FaultResult> RunAsync(string path, string folder, string store)
    {
        var history = new NodeHistory();
        await using var silo = await SiloNode.StartAsync(path, folder);
        using var http = new HttpClient { BaseAddress = silo.Address };
        var client = new NodeClient(silo.Client, history, CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => client.SubmitAsync(silo.Recorded(5, i % 4 == 0 ? 1 : 0))));
        var running = (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.SubmitAsync(silo.Recorded(1_500) with { MaxAttempts = 1 })))).Select(told => told.JobId!).ToArray();
        await Waiting.Until(async () => (await silo.Client.GetAsync(running[^1]))!.State == JobState.Running, "the attempts run");

        var filler = Path.Combine(store, "filler");
        Fill(filler);
        var (status, text, retryAfter) = await RefusedAsync(http);
        var readiness = await http.GetAsync(new Uri("readyz", UriKind.Relative));
        var says = await readiness.Content.ReadAsStringAsync();
        var read = await silo.Client.GetAsync(running[0]);
        await Waiting.Pause(TimeSpan.FromSeconds(2)); // the running ones end on a full disk
        File.Delete(filler);
        await Waiting.Until(async () => (await http.GetAsync(new Uri("readyz", UriKind.Relative))).IsSuccessStatusCode, "it is ready again");

        var ended = await Task.WhenAll(running.Select(id => silo.Client.WaitAsync(id).Within("a job whose outcome was queued ends")));
        await silo.CompleteAsync(history);
        var result = await Settled.CheckAsync(silo.Client, history, 1);
        return (result with { Note = $"refused with {status} and Retry-After, {running.Length} outcomes waited for room" })
            .Expect(status == 503 && text.Contains("storage-full", StringComparison.Ordinal) && retryAfter, $"a submit was answered {status} {text}")
            .Expect((int)readiness.StatusCode == 503 && says.Contains("full", StringComparison.Ordinal), $"/readyz: {(int)readiness.StatusCode} {says}")
            .Expect(read is not null, "a job could not be read")
            .Expect(ended.All(job => job is { State: JobState.Completed, Attempt: 1 }), "an outcome was not kept");
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            for (var block = new byte[Megabyte]; ;)
                file.Write(block);
        }
        catch (IOException)
        {
            // Full. What is left of a block goes byte by byte.
        }

        try
        {
            for (var block = new byte[512]; ;)
                file.Write(block);
        }
        catch (IOException)
        {
            // Now it is full.
        }
    }

    /// <summary>The log may have some room of its own: submits of some size until one is refused.</summary>
    private static async Task<(int Status, string Text, bool RetryAfter)> RefusedAsync(HttpClient http)
    {
        for (var i = 0; ; i++)
        {
            using var body = new StringContent($$"""{"job_type":"echo","payload":"{{new string('x', 100_000)}}"}""", Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(new Uri("v1/jobs", UriKind.Relative), body);
            if (!answer.IsSuccessStatusCode || i == 200)
                return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.RetryAfter is not null);
        }
    }

    private static async Task<string?> CommandAsync(string name, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardError = true })!;
            var error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? null : error.Trim();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return e.Message;
        }
    }
}
