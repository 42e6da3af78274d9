namespace JobScheduler.Cluster.Reminders;

/// <summary>
/// The coarse wake-up of a partition: an Orleans reminder, so that the grains themselves need to know of none. It is not the job clock: it
/// only brings a partition back for which no keeper has cared.
/// </summary>
public sealed class PartitionReminderGrain : Grain, IPartitionReminderGrain, IRemindable
{
    private const string Name = "wake";
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public Task ArmAsync() => this.RegisterOrUpdateReminder(Name, Every, Every);

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => GrainFactory.GetGrain<IPartitionGrain>(this.GetPrimaryKeyLong()).WakeAsync();
}
