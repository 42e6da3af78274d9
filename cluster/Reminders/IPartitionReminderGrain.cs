namespace JobScheduler.Cluster.Reminders;

/// <summary>The reminder of one partition; key: the partition's number.</summary>
[Alias("JobScheduler.IPartitionReminderGrain")]
public interface IPartitionReminderGrain : IGrainWithIntegerKey
{
    /// <summary>Sees to it that the partition is woken once a minute from now on, whatever becomes of this silo.</summary>
    [Alias("Arm")]
    Task ArmAsync();
}
