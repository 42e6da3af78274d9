namespace JobScheduler.Orleans.Cassandra;

/// <summary>
/// A call of a Cassandra provider failed. The message says what was to be done, whether it was done (applied, not applied, unknown),
/// and what the database answered.
/// </summary>
[GenerateSerializer]
[Alias("JobScheduler.Orleans.Cassandra.CassandraProviderException")]
public sealed class CassandraProviderException : OrleansException
{
    /// <summary>Makes one without a message.</summary>
    public CassandraProviderException()
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What failed, and what holds now.</param>
    public CassandraProviderException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a cause.</summary>
    /// <param name="message">What failed, and what holds now.</param>
    /// <param name="innerException">What the driver or the database said.</param>
    public CassandraProviderException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
