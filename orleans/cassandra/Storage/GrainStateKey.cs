namespace JobScheduler.Orleans.Cassandra;

/// <summary>The key of one state: each is a partition of its own.</summary>
internal readonly record struct GrainStateKey(string ServiceId, string StateName, string GrainType, string GrainKey)
{
    /// <exception cref="ArgumentException">The names are too long, or are no text.</exception>
    public static GrainStateKey Of(string serviceId, string stateName, GrainId grain)
    {
        ArgumentNullException.ThrowIfNull(stateName);
        var key = new GrainStateKey(
            serviceId, stateName, KeyText.Of(grain.Type.Value, "grain type"), KeyText.Of(grain.Key, "grain key"));
        KeyText.Check("key of a grain's state", key.ServiceId, key.StateName, key.GrainType, key.GrainKey);
        return key;
    }

    /// <summary>For messages.</summary>
    public override string ToString() => $"state '{StateName}' of grain {GrainType}/{GrainKey}";
}
