using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using JobScheduler.KillTest;

namespace JobScheduler.FaultTest.Faults;

/// <summary>
/// Twice what the silo can do, for a while: accepted jobs all complete, memory stays under its bound, refusals are fast and work goes on.
/// The load test does it, as a program of its own; its whole report is printed.
/// </summary>
internal sealed partial class Overload : IFault
{
    public string Name => "overload";

    public async Task<FaultResult> RunAsync(FaultOptions options, string folder)
    {
        var program = SiloProcess.BuiltBeside("tests/LoadTest", "JobScheduler.LoadTest.dll");
        if (!File.Exists(options.Silo) || !File.Exists(program))
            return FaultResult.Skip("it needs a built silo and a built load test");
        var start = new ProcessStartInfo("dotnet", [
            program, "overload", "--silo", options.Silo, "--seconds", Text(options.OverloadSeconds), "--refused-p99-ms", Text(options.RefusedP99Ms),
            "--goodput", Text(options.Goodput),
            "--data", Path.Combine(folder, "data")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Console.Write(await output);
        var counts = Counts().Match(await output);
        if (!counts.Success)
            return new FaultResult { Problems = [$"the load test said nothing of accepted jobs: {await error}"] };
        var (completed, accepted) = (Number(counts.Groups["completed"]), Number(counts.Groups["accepted"]));
        var refused = Refusals().Matches(await output).Sum(match => (long)Number(match.Groups["refused"]));
        return new FaultResult
        {
            Injected = refused,
            Accepted = accepted,
            Completed = completed,
            Lost = accepted - completed,
            Note = "injected are refused requests",
        }.Expect(process.ExitCode == 0, $"the load test missed an aim, or broke off: {await error}");
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"accepted jobs completed +(?<completed>\d+) of (?<accepted>\d+)")]
    private static partial Regex Counts();

    [GeneratedRegex(@"refused (?:429|503) .*, (?<refused>\d+) in all")]
    private static partial Regex Refusals();
}
