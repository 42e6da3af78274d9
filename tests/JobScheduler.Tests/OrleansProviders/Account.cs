using JobScheduler.Tests.Engine;

namespace JobScheduler.Tests.OrleansProviders;

internal interface IAccount : IGrainWithStringKey
{
    /// <summary>Adds to the stored balance, and answers it.</summary>
    Task<long> Add(long amount);

    Task<long> Balance();

    /// <summary>The number of the activation that answers.</summary>
    Task<long> Activation();

    Task Deactivate();

    /// <summary>Has itself reminded soon, and then every minute.</summary>
    Task Remind(string name);

    Task<bool> IsReminded(string name);

    Task Forget(string name);
}

/// <summary>A grain with a stored state and reminders.</summary>
internal sealed class AccountGrain([PersistentState("ledger")] IPersistentState<Ledger> ledger, Probe probe) : Grain, IAccount, IRemindable
{
    private readonly long _activation = probe.Next();

    public async Task<long> Add(long amount)
    {
        ledger.State.Balance += amount;
        await ledger.WriteStateAsync();
        return ledger.State.Balance;
    }

    public Task<long> Balance() => Task.FromResult(ledger.State.Balance);

    public Task<long> Activation() => Task.FromResult(_activation);

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Remind(string name) => this.RegisterOrUpdateReminder(name, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));

    public async Task<bool> IsReminded(string name) => await this.GetReminder(name) is not null;

    public async Task Forget(string name) =>
        await this.UnregisterReminder(await this.GetReminder(name) ?? throw new InvalidOperationException($"No reminder {name}."));

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        probe.Note($"{this.GetPrimaryKeyString()} reminded of {reminderName}");
        return Task.CompletedTask;
    }
}
