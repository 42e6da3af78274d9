using JobScheduler.Hosting.Registration;

namespace JobScheduler.Hosting.Secrets;

/// <summary>The values of secrets, read from configuration each time, so that one that changes there counts at once.</summary>
internal sealed class SecretSource(IEnumerable<SettingsSource> sources)
{
    /// <summary>The value of a secret; null if it has none.</summary>
    public string? Find(string name) =>
        sources.Select(source => source.Root[$"Secrets:{name}"]).LastOrDefault(value => !string.IsNullOrEmpty(value));
}
