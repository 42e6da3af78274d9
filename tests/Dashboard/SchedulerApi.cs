using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace JobScheduler.Dashboard.Tests;

/// <summary>Asks a scheduler's API past the browser.</summary>
/// <param name="address">Where it serves, ending in '/'.</param>
internal sealed class SchedulerApi(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(5) };

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await _http.GetStringAsync(new Uri(address, path)))!;

    /// <summary>Changes something; the body is JSON.</summary>
    public Task<JsonNode> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    /// <summary>Creates or replaces something; the body is JSON.</summary>
    public Task<JsonNode> PutAsync(string path, string body) => SendAsync(HttpMethod.Put, path, body);

    /// <summary>Returns when a job has ended: its event stream ends with it.</summary>
    public Task WaitAsync(string jobId) => _http.GetStringAsync(new Uri(address, $"v1/jobs/{jobId}/events"));

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {text}");
        return JsonNode.Parse(text)!;
    }
}
