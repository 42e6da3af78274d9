using Microsoft.Extensions.Options;

namespace JobScheduler.Orleans.Cassandra;

/// <summary>Refuses the start of a silo whose reminder table is not usable as configured.</summary>
internal sealed class ReminderValidator(IOptions<CassandraReminderOptions> options) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        var problems = ConnectionRules.Problems(options.Value.Connection).ToList();
        if (problems.Count > 0)
            throw new OrleansConfigurationException($"Cassandra reminders: {string.Join(" ", problems)}");
    }
}
