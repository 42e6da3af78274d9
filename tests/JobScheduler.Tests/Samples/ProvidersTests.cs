using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using JobScheduler.Tests.Architecture;
using Xunit;

namespace JobScheduler.Tests.Samples;

/// <summary>The Providers sample and its stub as two processes.</summary>
public sealed class ProvidersTests(ProvidersProcesses processes) : IClassFixture<ProvidersProcesses>
{
    private const string Berlin = """{"city":"Berlin","country_code":"DE"}""";

    [Theory]
    [InlineData("weather", Berlin, """{"city":"Berlin","country_code":"DE","units":"metric","temperature":11.5,"condition":"light rain","humidity_pct":81,"wind_kph":18}""")]
    [InlineData("weather", """{"city":"São Paulo & Co","country_code":"BR","units":"imperial"}""", """{"city":"São Paulo & Co","country_code":"BR","units":"imperial","temperature":52.7,"condition":"light rain","humidity_pct":81,"wind_kph":18}""")]
    [InlineData("quote", "{}", """{"text":"Well begun is half done.","author":"Aristotle","tags":["wisdom"]}""")]
    [InlineData("exchange_rate", """{"base":"EUR","quote":"USD","amount":200}""", """{"base":"EUR","quote":"USD","amount":200,"rate":1.0825,"converted":216.5,"as_of":"2026-11-20"}""")]
    [InlineData("github_user", """{"login":"octo-cat"}""", """{"login":"octo-cat","name":"octo-cat","profile_url":"https://github.com/octo-cat","public_repos":8,"followers":42,"created_at":"2011-01-25T18:44:36+00:00"}""")]
    public async Task Job_ProviderAnswers_CompletesWithItsResultAndProgress(string type, string payload, string expected)
    {
        const string asking = "\"progress_percent\":20,\"message\":\"asking the provider\"";
        await OrderAsync(type, "hold", 1);
        var (done, events) = await processes.RunAsync(
            type, payload, line => line.Contains(asking, StringComparison.Ordinal) ? processes.LetGoAsync(type) : Task.CompletedTask);
        Assert.Equal("completed", done.GetProperty("state").GetString());
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, done.GetProperty("result")), done.GetProperty("result").GetRawText());
        Assert.Contains(asking, events, StringComparison.Ordinal);
        Assert.Equal((100, "done"), (done.GetProperty("progress_percent").GetDouble(), done.GetProperty("message").GetString()));
    }

    [Theory]
    [InlineData("weather", """{"city":"","country_code":"DE"}""", "payload.city")]
    [InlineData("weather", """{"country_code":"DE"}""", "payload.city")]
    [InlineData("weather", """{"city":"Berlin","country_code":"de"}""", "payload.country_code")]
    [InlineData("weather", """{"city":"Berlin","country_code":"DEU"}""", "payload.country_code")]
    [InlineData("weather", """{"city":"Berlin","country_code":"DE","units":"kelvin"}""", "payload.units")]
    [InlineData("quote", """{"max_length":5}""", "payload.max_length")]
    [InlineData("quote", """{"tag":"No Tag"}""", "payload.tag")]
    [InlineData("exchange_rate", """{"base":"EURO","quote":"USD"}""", "payload.base")]
    [InlineData("exchange_rate", """{"base":"EUR","quote":"usd"}""", "payload.quote")]
    [InlineData("exchange_rate", """{"base":"EUR","quote":"EUR"}""", "payload.quote")]
    [InlineData("exchange_rate", """{"base":"EUR","quote":"USD","amount":0}""", "payload.amount")]
    [InlineData("github_user", """{"login":"-a"}""", "payload.login")]
    [InlineData("github_user", """{"login":"a--b"}""", "payload.login")]
    [InlineData("github_user", """{"login":"a/../b"}""", "payload.login")]
    [InlineData("github_user", """{"login":"a123456789012345678901234567890123456789"}""", "payload.login")]
    public async Task Submit_UnacceptablePayload_Is422AtTheField(string type, string payload, string field)
    {
        using var answer = await processes.SubmitAsync(type, payload);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name));
    }

    [Theory]
    [InlineData("429", 2, 3, "provider_busy")]
    [InlineData("500", 2, 3, "provider_unavailable")]
    [InlineData("hang", 1, 2, "provider_timeout")]
    public async Task Job_PassingFault_IsTriedAgainAndCompletes(string kind, int times, int attempts, string code)
    {
        await OrderAsync("weather", kind, times);
        var done = await EndAsync("weather", Berlin);
        Assert.Equal(("completed", attempts), (done.GetProperty("state").GetString(), done.GetProperty("attempt").GetInt32()));
        var failed = done.GetProperty("attempts").EnumerateArray().SkipLast(1).ToArray();
        Assert.All(failed, a => Assert.Equal(("retry", code), (a.GetProperty("outcome").GetString(), a.GetProperty("error").GetProperty("code").GetString())));
        if (kind != "429")
            return;
        // Retry-After: 1 instead of 50 ms.
        var starts = done.GetProperty("attempts").EnumerateArray().ToArray();
        Assert.True(starts[1].GetProperty("started_at").GetDateTimeOffset() - starts[0].GetProperty("ended_at").GetDateTimeOffset() >= TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("weather", Berlin, "500", 3, "provider_unavailable", 3)]
    [InlineData("weather", Berlin, "401", 1, "provider_rejected", 1)]
    [InlineData("weather", Berlin, "malformed", 1, "provider_malformed", 1)]
    [InlineData("quote", "{}", "shape", 1, "provider_malformed", 1)]
    [InlineData("exchange_rate", """{"base":"EUR","quote":"USD"}""", "shape", 1, "provider_malformed", 1)]
    [InlineData("github_user", """{"login":"octocat"}""", "malformed", 1, "provider_malformed", 1)]
    [InlineData("weather", """{"city":"Nowhere","country_code":"DE"}""", null, 0, "city_not_found", 1)]
    [InlineData("quote", """{"tag":"nothing"}""", null, 0, "quote_not_found", 1)]
    [InlineData("exchange_rate", """{"base":"EUR","quote":"XXX"}""", null, 0, "currency_not_found", 1)]
    [InlineData("github_user", """{"login":"nobody"}""", null, 0, "user_not_found", 1)]
    public async Task Job_LastingFault_IsADeadLetterWithItsCode(string type, string payload, string? kind, int times, string code, int attempts)
    {
        if (kind is not null)
            await OrderAsync(type, kind, times);
        var done = await EndAsync(type, payload);
        Assert.Equal(
            ("failed", code, attempts),
            (done.GetProperty("state").GetString(), done.GetProperty("error").GetProperty("code").GetString(), done.GetProperty("attempt").GetInt32()));
        var dead = await processes.Jobs.GetFromJsonAsync<JsonElement>(new Uri($"/v1/dead-letters?job_type={type}&error_code={code}", UriKind.Relative));
        Assert.Equal(done.GetProperty("job_id").GetString(), Assert.Single(dead.GetProperty("items").EnumerateArray()).GetProperty("job_id").GetString());
    }

    private Task OrderAsync(string provider, string kind, int times) => processes.OrderAsync(provider, kind, times);

    private async Task<JsonElement> EndAsync(string type, string payload) => (await processes.RunAsync(type, payload)).Job;
}

/// <summary>The sample without its providers.</summary>
public sealed class ProvidersGoneTests
{
    [Fact]
    public async Task Job_ProviderIsGone_IsRetriedAsUnreachable()
    {
        var processes = new ProvidersProcesses();
        try
        {
            await processes.InitializeAsync();
            await processes.StopStubAsync();
            var done = (await processes.RunAsync("github_user", """{"login":"octocat"}""")).Job;
            Assert.Equal(("failed", "provider_unreachable"), (done.GetProperty("state").GetString(), done.GetProperty("error").GetProperty("code").GetString()));
            Assert.Equal(3, done.GetProperty("attempt").GetInt32());
        }
        finally
        {
            await processes.DisposeAsync();
        }
    }
}

/// <summary>The sample's script, as its reader runs it.</summary>
public sealed class ProvidersScriptTests
{
    [Fact]
    public async Task Run_Always_ShowsAResultOfEachType()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(10), TimeProvider.System);
        using var script = Process.Start(new ProcessStartInfo("bash", [Path.Combine(SourceTree.Root, "samples", "Providers", "run"), "--no-build", SourceTree.Program("samples/Providers", "JobScheduler.Samples.Providers")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = script.StandardOutput.ReadToEndAsync(timeout.Token);
        var error = script.StandardError.ReadToEndAsync(timeout.Token);
        try
        {
            await script.WaitForExitAsync(timeout.Token);
        }
        finally
        {
            if (!script.HasExited)
                script.Kill(entireProcessTree: true);
        }

        Assert.True(script.ExitCode == 0, await output + await error);
        var lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["weather", "quote", "exchange_rate", "github_user"], lines.Where((_, i) => i % 2 == 0).Select(l => l.Split(' ')[0]));
        Assert.All(lines.Where((_, i) => i % 2 == 1), l => Assert.Matches("^completed +[{].*[}]$", l));
    }
}
