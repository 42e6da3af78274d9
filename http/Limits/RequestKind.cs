namespace JobScheduler.Http.Limits;

/// <summary>What a request is counted as; each kind has places of its own, so that none shuts out the others.</summary>
internal enum RequestKind
{
    /// <summary>Reads.</summary>
    Read,

    /// <summary>Changes what exists.</summary>
    Change,

    /// <summary>Adds jobs.</summary>
    Submit,

    /// <summary>Answered whatever the load is: health, readiness, metrics, the API's description. Streams of events have <see cref="StreamLimit"/>.</summary>
    Exempt,
}
