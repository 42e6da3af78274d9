using System.Text;
using System.Text.Json;

namespace JobScheduler.FaultTest.Node;

/// <summary>How quick a node is over HTTP, from the submit of a small job to its end.</summary>
internal sealed class Probe(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = Waiting.Patience };

    /// <summary>Milliseconds of so many jobs, one after the other, sorted.</summary>
    public async Task<double[]> RunAsync(int jobs)
    {
        var times = new double[jobs];
        for (var i = 0; i < jobs; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            await OneAsync();
            times[i] = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return times;
    }

    public void Dispose() => _http.Dispose();

    private async Task OneAsync()
    {
        using var body = new StringContent("""{"job_type":"echo","delay_ms":5}""", Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri("v1/jobs", UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
        using var job = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        var id = job.RootElement.GetProperty("job_id").GetString();
        await Waiting.Until(async () => (await _http.GetStringAsync(new Uri($"v1/jobs/{id}/status", UriKind.Relative))).Contains("\"completed\"", StringComparison.Ordinal), "a probe completes");
    }
}
