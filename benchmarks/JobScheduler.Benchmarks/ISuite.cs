using JobScheduler.Benchmarks.Running;

namespace JobScheduler.Benchmarks;

/// <summary>A group of measurements with a name for the command line. What it measures goes into tables of the run's report.</summary>
internal interface ISuite
{
    string Name { get; }

    string Description { get; }

    Task RunAsync(SuiteRun run);
}
