using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;
using JobScheduler.Stores.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Stores;

public sealed class StoreRegistrationTests
{
    [Fact]
    public void UseInMemory_Resolved_IsOneStoreInAllRoles()
    {
        using var services = new Builder().Use(builder => builder.UseInMemory());
        var store = services.GetRequiredService<JobStore>();
        Assert.IsType<InMemoryStore>(store.Log);
        Assert.Same(store.Log, store.Queries);
        Assert.Same(store.Log, store.Admin);
        Assert.Same(store, services.GetRequiredService<JobStore>());
    }

    [Fact]
    public void UseSqlite_Resolved_IsOneStoreInAllRoles()
    {
        using var folder = new StoreFolder();
        using var services = new Builder().Use(builder => builder.UseSqlite(folder.File));
        var store = services.GetRequiredService<JobStore>();
        Assert.IsType<SqliteStore>(store.Log);
        Assert.Same(store.Log, store.Queries);
        Assert.Same(store.Log, store.Admin);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":memory:")]
    public void UseSqlite_NotAFile_Throws(string path) => Assert.Throws<ArgumentException>(() => new Builder().Use(builder => builder.UseSqlite(path)));

    private sealed class Builder : IJobSchedulerBuilder
    {
        public IServiceCollection Services { get; } = new ServiceCollection();

        public ServiceProvider Use(Func<IJobSchedulerBuilder, IJobSchedulerBuilder> use)
        {
            Assert.Same(this, use(this));
            return Services.BuildServiceProvider();
        }
    }
}
