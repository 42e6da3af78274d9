using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace JobScheduler.Hosting.Registration;

/// <summary>The configuration section that settings are bound from, usually <c>JobScheduler</c>.</summary>
/// <param name="Root">The section.</param>
internal sealed record SettingsSource(IConfigurationSection Root);

/// <summary>Binds one options class from configuration, after the whole configuration has been checked; then judges its values.</summary>
/// <typeparam name="TOptions">The options class.</typeparam>
internal sealed class SettingsBinder<TOptions>(
    SettingsSection<TOptions> own, IEnumerable<SettingsSection> all, IEnumerable<SettingsSource> sources)
    : IConfigureOptions<TOptions>, IValidateOptions<TOptions>
    where TOptions : class, new()
{
    /// <inheritdoc/>
    /// <exception cref="OptionsValidationException">A key is unknown or a value unreadable; the message names each.</exception>
    public void Configure(TOptions options)
    {
        foreach (var source in sources)
        {
            var problems = SettingsCheck.Problems(source.Root, [.. all.SelectMany(s => s.Settings)]);
            if (problems.Count > 0)
                throw new OptionsValidationException(Options.DefaultName, typeof(TOptions), problems);
            (own.Name.Length == 0 ? source.Root : source.Root.GetSection(own.Name)).Bind(options);
        }
    }

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var problems = own.Settings.Where(s => !s.IsAcceptable(options))
            .Select(s => $"JobScheduler:{s.Key} must be {s.Shape}; '{s.Read(options)}' is not.").ToArray();
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
