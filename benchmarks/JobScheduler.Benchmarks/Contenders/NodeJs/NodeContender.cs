using System.Diagnostics;
using System.Text.Json;

namespace JobScheduler.Benchmarks.Contenders.NodeJs;

/// <summary>A peer that runs in Node.js, with a database server of its own. Its script measures; this starts both and asks it.</summary>
internal sealed class NodeContender(NodePeer peer) : IContender
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly ILocalServer _server = peer.NewServer();
    private Process? _node;
    private double _warmUp; // seconds
    private string _settings = peer.Name; // until its script has told them

    public string Name => peer.Name;

    public string Settings => $"{_settings}; {_server.Settings}; warm-up of drains and lateness by drains of {peer.WarmUpRound:N0}";

    public string Durability => "fsync";

    public int MostDrain => peer.MostDrain;

    public async Task<string?> MissingAsync() => _server.Missing() ?? await NodePackages.MissingAsync();

    public async Task StartAsync(string folder, TimeSpan warmUp)
    {
        if (await MissingAsync() is { } missing)
            throw new BenchmarkException($"{Name} cannot run: {missing}.");
        _warmUp = warmUp.TotalSeconds;
        var server = await _server.StartAsync(folder);
        _node = Process.Start(new ProcessStartInfo(NodePackages.Node!, ["main.mjs"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = NodePackages.Folder,
        })!;
        var answer = await AskAsync(new { @do = "start", peer = Name, server });
        _settings = answer.GetProperty("settings").GetString()!;
    }

    public Task<double?> SubmitAsync(int inFlight, TimeSpan time) =>
        RateAsync(new { @do = "submit", inFlight, seconds = time.TotalSeconds, warmUp = _warmUp });

    public Task<double?> SubmitBulkAsync(int perCall, TimeSpan time) =>
        RateAsync(new { @do = "bulk", perCall, seconds = time.TotalSeconds, warmUp = _warmUp });

    public Task<double?> DrainAsync(int jobs) => RateAsync(new { @do = "drain", jobs, warmUp = _warmUp, warmUpRound = peer.WarmUpRound });

    public async Task<Lateness?> PunctualityAsync(int perSecond, TimeSpan time)
    {
        var answer = await AskAsync(new { @do = "punctuality", perSecond, seconds = time.TotalSeconds, warmUp = _warmUp, warmUpRound = peer.WarmUpRound });
        return Lateness.From(answer.GetProperty("lateness").EnumerateArray().Select(ms => ms.GetDouble()));
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_node is not null)
            {
                _node.StandardInput.Close(); // it closes its connections and ends
                await _node.WaitForExitAsync();
                _node.Dispose();
            }
        }
        finally
        {
            await _server.DisposeAsync();
        }
    }

    private async Task<double?> RateAsync(object request) => (await AskAsync(request)).GetProperty("perSecond").GetDouble();

    private async Task<JsonElement> AskAsync(object request)
    {
        await _node!.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request, Json));
        await _node.StandardInput.FlushAsync();
        var line = await _node.StandardOutput.ReadLineAsync() ?? throw new BenchmarkException($"The process of {Name} ended.");
        var answer = JsonSerializer.Deserialize<JsonElement>(line, Json);
        return answer.TryGetProperty("error", out var error) ? throw new BenchmarkException($"{Name}: {error.GetString()}") : answer;
    }
}
