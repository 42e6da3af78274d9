using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using JobScheduler.Tests.Architecture;
using Xunit;

namespace JobScheduler.Tests.Samples;

/// <summary>The Providers sample and its stub, started once for all tests of a class.</summary>
public sealed class ProvidersProcesses : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private ProgramProcess? _stub;
    private ProgramProcess? _sample;
    private HttpClient? _faults;
    private HttpClient? _jobs;

    /// <summary>The sample's API.</summary>
    public HttpClient Jobs => _jobs!;

    public async Task InitializeAsync()
    {
        var program = SourceTree.Program("samples/Providers", "JobScheduler.Samples.Providers");
        _stub = ProgramProcess.Start(program, "stub", "--urls", "http://127.0.0.1:0");
        var stub = await _stub.WaitForAsync("Now listening on: ");
        _sample = ProgramProcess.Start(
            program, "--urls", "http://127.0.0.1:0", "--Providers:RetryDelay", "00:00:00.050", "--Providers:Timeout", "00:00:05", "--Providers:MaxAttempts", "3",
            "--Providers:Weather:BaseUrl", stub + "/weather", "--Providers:Quote:BaseUrl", stub + "/quote/",
            "--Providers:ExchangeRate:BaseUrl", stub + "/exchange_rate/", "--Providers:GithubUser:BaseUrl", stub + "/github_user/");
        _faults = new HttpClient { BaseAddress = new Uri(stub) };
        _jobs = new HttpClient { BaseAddress = new Uri(await _sample.WaitForAsync("Now listening on: ")) };
    }

    public async Task DisposeAsync()
    {
        _faults?.Dispose();
        _jobs?.Dispose();
        if (_sample is not null)
            await _sample.DisposeAsync();
        await StopStubAsync();
    }

    public async Task StopStubAsync()
    {
        if (_stub is not null)
            await _stub.DisposeAsync();
        _stub = null;
    }

    /// <summary>Orders a fault for a provider's next requests.</summary>
    public async Task OrderAsync(string provider, string kind, int times)
    {
        using var answer = await _faults!.PutAsync(new Uri($"/faults/{provider}?kind={kind}&times={times}", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Answers a provider's requests that are held.</summary>
    public async Task LetGoAsync(string provider)
    {
        using var answer = await _faults!.DeleteAsync(new Uri($"/faults/{provider}", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    public Task<HttpResponseMessage> SubmitAsync(string type, string payload) => Jobs.PostAsync(
        new Uri("/v1/jobs", UriKind.Relative),
        new StringContent($$"""{"job_type":"{{type}}","payload":{{payload}},"delay_ms":3600000}""", Encoding.UTF8, "application/json"));

    /// <summary>Submits a job, runs it and waits for its end.</summary>
    /// <param name="type">The job's type.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="onLine">Told each line of its events.</param>
    /// <returns>The job, and all its events: they are listened to before it runs.</returns>
    public async Task<(JsonElement Job, string Events)> RunAsync(string type, string payload, Func<string, Task>? onLine = null)
    {
        using var timeout = new CancellationTokenSource(Patience, TimeProvider.System);
        using var answer = await SubmitAsync(type, payload);
        var job = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True((int)answer.StatusCode == 202, job.GetRawText());
        var id = job.GetProperty("job_id").GetString()!;
        await using var stream = await Jobs.GetStreamAsync(new Uri($"/v1/jobs/{id}/events", UriKind.Relative), timeout.Token);
        using var run = await Jobs.PostAsync(new Uri($"/v1/jobs/{id}:run", UriKind.Relative), null, timeout.Token);
        run.EnsureSuccessStatusCode();
        var events = await EventsUntilTheEndAsync(new StreamReader(stream), id, onLine, timeout.Token);
        return (await Jobs.GetFromJsonAsync<JsonElement>(new Uri($"/v1/jobs/{id}", UriKind.Relative)), events);
    }

    private async Task<string> EventsUntilTheEndAsync(StreamReader reader, string id, Func<string, Task>? onLine, CancellationToken cancellationToken)
    {
        var events = new StringBuilder();
        try
        {
            // The stream ends with the job.
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                events.AppendLine(line);
                await (onLine?.Invoke(line) ?? Task.CompletedTask);
            }

            return events.ToString();
        }
        catch (OperationCanceledException)
        {
            // Reported below, with what there was.
        }

        throw new InvalidOperationException($"Job {id} did not end within {Patience}: {events}\n{_sample!.Output}");
    }
}
