using JobScheduler.Tests.Cassandra;
using JobScheduler.Tests.Engine;
using JobScheduler.Tests.Stores.Cassandra;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Xunit;

namespace JobScheduler.Tests.OrleansProviders;

/// <summary>Both providers in a silo, as an application uses them.</summary>
[Collection(CassandraLoad.Name)]
public sealed class CassandraSiloTests(CassandraKeyspace keyspace) : IClassFixture<CassandraKeyspace>
{
    private readonly Probe _probe = new();

    [CassandraFact]
    public async Task State_OfAGrain_SurvivesItsDeactivation()
    {
        await using var cluster = await StartedAsync("deactivation");
        var account = cluster.Client.GetGrain<IAccount>("anna");
        Assert.Equal(5, await account.Add(5));
        var activation = await account.Activation();
        await account.Deactivate();
        Assert.Equal(5, await account.Balance());
        Assert.NotEqual(activation, await account.Activation());
        Assert.Equal(7, await account.Add(2));
    }

    [CassandraFact]
    public async Task Reminder_ThatIsDue_Fires()
    {
        await using var cluster = await StartedAsync("reminders");
        var account = cluster.Client.GetGrain<IAccount>("berta");
        await account.Remind("pay");
        await _probe.Wait("berta reminded of pay");
        Assert.True(await account.IsReminded("pay"));
        await account.Forget("pay");
        Assert.False(await account.IsReminded("pay"));
    }

    [CassandraFact]
    public async Task Silo_ThatIsStartedAnew_FindsStateAndReminders()
    {
        await using (var first = await StartedAsync("restart"))
        {
            var before = first.Client.GetGrain<IAccount>("carla");
            await before.Add(11);
            await before.Remind("pay");
        }

        await using var second = await StartedAsync("restart");
        var account = second.Client.GetGrain<IAccount>("carla");
        Assert.Equal(11, await account.Balance());
        Assert.True(await account.IsReminded("pay"));
        Assert.Equal(12, await account.Add(1));
    }

    private async Task<InProcessTestCluster> StartedAsync(string serviceId)
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.Options.ServiceId = serviceId;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(_probe);
            silo.AddCassandraGrainStorageAsDefault(o => keyspace.Configure(o.Connection));
            silo.UseCassandraReminderService(o => keyspace.Configure(o.Connection));

            // A registration that takes longer than the due time ticks one period later.
            silo.Configure<ReminderOptions>(o => o.MinimumReminderPeriod = TimeSpan.FromSeconds(1));
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}
