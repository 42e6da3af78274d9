using System.Globalization;
using JobScheduler.Benchmarks.Results;

namespace JobScheduler.Benchmarks.Running;

/// <summary>What a suite gets: the options, the report, and children that measure.</summary>
internal sealed class SuiteRun(RunOptions options, Report report)
{
    private int _folders;

    public RunOptions Options => options;

    public Report Report => report;

    /// <summary>How every process warms up, for below a table.</summary>
    public string WarmUpNote => $"every process repeats what it is about to measure for {options.WarmUp} s, at least once, before its clock starts";

    /// <summary>
    /// Runs every case in each round: the first run of all of them, then the second of all, so that what disturbs the machine for a while
    /// disturbs all alike. The runs of case i are in list i.
    /// </summary>
    public async Task<IReadOnlyList<Measured>[]> MeasureAsync(params IReadOnlyList<ChildArguments> cases)
    {
        var runs = cases.Select(_ => new List<Measured>()).ToArray();
        for (var round = 1; round <= options.Runs; round++)
        {
            for (var i = 0; i < cases.Count; i++)
            {
                await Console.Error.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"  round {round} of {options.Runs}: {string.Join(' ', cases[i].ToArguments().Skip(1))}"));
                runs[i].Add(await MeasureOnceAsync(cases[i]));
            }
        }

        return runs;
    }

    /// <summary>One run, in a fresh folder unless the case names one.</summary>
    public async Task<Measured> MeasureOnceAsync(ChildArguments arguments)
    {
        report.Measuring();
        arguments = arguments.With("warm-up", options.WarmUp);
        if (arguments.Values.ContainsKey("folder"))
            return await ChildProcess.MeasureAsync(arguments);
        var folder = NewFolder();
        try
        {
            return await ChildProcess.MeasureAsync(arguments.With("folder", folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>An empty folder on the disk that is measured; the caller deletes it.</summary>
    public string NewFolder()
    {
        var folder = Path.Combine(options.DataFolder, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{++_folders}"));
        return Directory.CreateDirectory(folder).FullName;
    }
}
