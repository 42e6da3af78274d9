namespace JobScheduler.Benchmarks;

/// <summary>A group of measurements with a name for the command line. It prints its own lines, by <see cref="Measure"/>.</summary>
internal interface ISuite
{
    string Name { get; }

    string Description { get; }

    Task RunAsync();
}
