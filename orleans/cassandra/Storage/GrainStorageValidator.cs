namespace JobScheduler.Orleans.Cassandra;

/// <summary>Refuses the start of a silo whose grain storage is not usable as configured.</summary>
internal sealed class GrainStorageValidator(string name, CassandraGrainStorageOptions options) : IConfigurationValidator
{
    private const int MinStateBytes = 1024;
    private const int MaxStateBytes = 15 * 1024 * 1024;

    public void ValidateConfiguration()
    {
        var problems = ConnectionRules.Problems(options.Connection).ToList();
        if (options.MaxStateBytes is < MinStateBytes or > MaxStateBytes)
            problems.Add($"MaxStateBytes is {options.MaxStateBytes}. Give {MinStateBytes} to {MaxStateBytes}.");
        if (problems.Count > 0)
            throw new OrleansConfigurationException($"Cassandra grain storage '{name}': {string.Join(" ", problems)}");
    }
}
