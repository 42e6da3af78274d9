using JobScheduler.Hosting.Registration;

namespace JobScheduler.Hosting.Secrets;

/// <summary>The settings below <c>JobScheduler:Secrets</c>. Their values are in no message, no table and no options object.</summary>
internal sealed class SecretSettings : SettingsSection
{
    /// <summary>Shorter ones cannot be kept out of answers: they are found everywhere.</summary>
    public const int MinLength = 4;

    /// <summary>In UTF-16 units.</summary>
    public const int MaxLength = 16 * 1024;

    public SecretSettings()
        : base("Secrets")
    {
        Add(new Setting
        {
            Key = "Secrets:<name>",
            Default = "none",
            Meaning = "A secret that http jobs name as ${secret:<name>}, 4 to 16384 characters.",
            Shape = "4 to 16384 characters",
            CanRead = static text => text.Length == 0 || IsUsable(text),
            IsAcceptable = static _ => true,
            Read = static _ => "",
            IsSecret = true,
        });
    }

    /// <summary>Whether a value can be sent and be kept out of answers.</summary>
    public static bool IsUsable(string value) => value.Length is >= MinLength and <= MaxLength;
}
