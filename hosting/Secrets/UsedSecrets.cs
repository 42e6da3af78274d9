using JobScheduler.Hosting.BuiltIn;

namespace JobScheduler.Hosting.Secrets;

/// <summary>Fills the placeholders of one attempt's request and knows afterwards which values must not come out again.</summary>
internal sealed class UsedSecrets(SecretSource source)
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    private SecretRedaction? _redaction;

    /// <summary>Takes the values used so far out of what is said.</summary>
    public SecretRedaction Redaction => _redaction ??= new(_values);

    /// <summary>The text with its secrets.</summary>
    /// <param name="template">With placeholders.</param>
    /// <param name="encode">How a value is written at this place; default: as it is.</param>
    /// <exception cref="HttpJobRefusedException">A secret is not configured, or cannot be used.</exception>
    public string Fill(string template, Func<string, string>? encode = null) =>
        SecretTemplate.Expand(template, name => encode is null ? ValueOf(name) : encode(ValueOf(name)));

    private string ValueOf(string name)
    {
        if (_values.TryGetValue(name, out var known))
            return known;
        var value = source.Find(name)
            ?? throw new HttpJobRefusedException("secret_unknown", $"The secret '{name}' is not configured (JobScheduler:Secrets:{name}).");
        if (!SecretSettings.IsUsable(value))
        {
            throw new HttpJobRefusedException(
                "secret_invalid", $"The secret '{name}' must have {SecretSettings.MinLength} to {SecretSettings.MaxLength} characters.");
        }

        _redaction = null;
        return _values[name] = value;
    }
}
