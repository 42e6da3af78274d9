namespace JobScheduler.Benchmarks;

/// <summary>The measurement could not be done, which says nothing about what is measured.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
