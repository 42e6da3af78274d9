using JobScheduler.FaultTest.Faults;

namespace JobScheduler.FaultTest;

/// <summary>All faults, or those that were asked for, one after the other.</summary>
internal static class FaultRun
{
    /// <summary>In the order in which they run.</summary>
    public static IReadOnlyList<IFault> All { get; } =
    [
        new PowerCut(),
        new LyingDisk(),
        new DiskFull(),
        new IoErrors(),
        new IoErrorsAtStart(),
        new DamagedFiles(),
        new DamageFoundLater(),
        new ClockSteps(),
        new BadHandlers(),
        new SiloDiskFull(),
        new SiloFileDescriptors(),
        new SiloFrozen(),
        new Overload(),
    ];

    /// <summary>A name of <c>--only</c> that is no fault's, as a sentence.</summary>
    public static string? Unknown(FaultOptions options) =>
        options.Only.FirstOrDefault(name => All.All(fault => fault.Name != name)) is { } unknown ? $"There is no fault {unknown}." : null;

    /// <returns>The exit code: 0 if nothing is wrong.</returns>
    public static async Task<int> RunAsync(FaultOptions options, TextWriter output, TimeProvider time)
    {
        if (options.List)
        {
            foreach (var fault in All)
                await output.WriteLineAsync(fault.Name);
            return 0;
        }

        await output.WriteLineAsync($"fault test: seed {options.Seed}, {options.Cuts} power cuts, {options.Errors} I/O errors, frozen for {options.FreezeSeconds} s, overloaded for {options.OverloadSeconds} s");
        var report = new FaultReport(output);
        foreach (var fault in All.Where(fault => options.Only.Count == 0 || options.Only.Contains(fault.Name)))
        {
            var start = time.GetTimestamp();
            var folder = Directory.CreateTempSubdirectory($"jobscheduler-{fault.Name}-").FullName;
            var result = await TryAsync(fault, options, folder);
            if (result.IsGood)
                Directory.Delete(folder, recursive: true);
            else
                result = result with { Note = $"{result.Note} (its files are in {folder})".Trim() };
            report.Add(fault.Name, result, time.GetElapsedTime(start));
        }

        report.Print();
        return report.IsGood ? 0 : 1;
    }

    private static async Task<FaultResult> TryAsync(IFault fault, FaultOptions options, string folder)
    {
        try
        {
            return await fault.RunAsync(options, folder);
        }
        catch (Exception e)
        {
            return new FaultResult { Problems = [$"the run broke off: {e}"] };
        }
    }
}
