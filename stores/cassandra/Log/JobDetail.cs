namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>How much of a job is read.</summary>
internal enum JobDetail
{
    /// <summary>Everything.</summary>
    Whole,

    /// <summary>Without a large payload, and then without the result too.</summary>
    Page,

    /// <summary>Without payload and result.</summary>
    List,
}
