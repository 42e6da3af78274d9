namespace JobScheduler.Orleans.Cassandra;

/// <summary>The key of one reminder.</summary>
internal readonly record struct ReminderKey(string ServiceId, uint Hash, string GrainType, string GrainKey, string Name)
{
    public int Bucket => HashSlice.BucketOf(Hash);

    /// <exception cref="ArgumentException">The names are too long, or are no text.</exception>
    public static ReminderKey Of(string serviceId, GrainId grain, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var key = new ReminderKey(
            serviceId,
            grain.GetUniformHashCode(),
            KeyText.Of(grain.Type.Value, "grain type"),
            KeyText.Of(grain.Key, "grain key"),
            name);
        KeyText.Check("key of a reminder", key.GrainType, key.GrainKey, key.Name);
        return key;
    }

    /// <summary>For messages.</summary>
    public override string ToString() => $"reminder '{Name}' of grain {GrainType}/{GrainKey}";
}
