using System.ComponentModel;
using System.Globalization;

namespace JobScheduler.Hosting.Registration;

/// <summary>One setting: its key, default and meaning, and how a value of it is read and judged.</summary>
internal sealed class Setting
{
    /// <summary>Below <c>JobScheduler:</c>, for example <c>Slots</c> or <c>Http:MaxDiscardBytes</c>.</summary>
    public required string Key { get; init; }

    /// <summary>Whether a key of the configuration is this setting's: a part in angle brackets stands for any name.</summary>
    /// <param name="key">Below <c>JobScheduler:</c>, in any case.</param>
    public bool Has(string key) => NameLike(key).Equals(key, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a key of the configuration is a section that this setting lies in.</summary>
    /// <param name="section">Below <c>JobScheduler:</c>, in any case.</param>
    public bool LiesIn(string section) => NameLike(section).StartsWith(section + ":", StringComparison.OrdinalIgnoreCase);

    /// <summary>The setting's key with the names of another key where its own has parts in angle brackets.</summary>
    public string NameLike(string key)
    {
        if (!Key.Contains('<', StringComparison.Ordinal))
            return Key;
        var names = key.Split(':');
        return string.Join(':', Key.Split(':').Select((part, i) => part[0] == '<' && i < names.Length ? names[i] : part));
    }

    /// <summary>As it would be written in a configuration file.</summary>
    public required string Default { get; init; }

    /// <summary>One sentence for people, with unit and range.</summary>
    public required string Meaning { get; init; }

    /// <summary>What a value looks like, to be read after "must be".</summary>
    public required string Shape { get; init; }

    /// <summary>Whether its value must not be shown, not even in a message that refuses it.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Whether a text is an acceptable value.</summary>
    public required Func<string, bool> CanRead { get; init; }

    /// <summary>Whether the value of an options object is acceptable.</summary>
    public required Func<object, bool> IsAcceptable { get; init; }

    /// <summary>The value of an options object, as text.</summary>
    public required Func<object, string> Read { get; init; }
}

/// <summary>The settings of one options class: the one place that says their keys, defaults, ranges and meanings.</summary>
internal abstract class SettingsSection
{
    private readonly List<Setting> _settings = [];

    private protected SettingsSection(string name) => Name = name;

    /// <summary>Its place below <c>JobScheduler:</c>; empty for the settings there themselves.</summary>
    public string Name { get; }

    /// <summary>In the order of the table.</summary>
    public IReadOnlyList<Setting> Settings => _settings;

    private protected void Add(Setting setting) => _settings.Add(setting);
}

/// <summary>The settings of <typeparamref name="TOptions"/>, added one by one.</summary>
/// <typeparam name="TOptions">An options class; a new one has the defaults.</typeparam>
/// <param name="name">The section below <c>JobScheduler:</c>, or empty.</param>
internal sealed class SettingsSection<TOptions>(string name) : SettingsSection(name)
    where TOptions : class, new()
{
    private const string PeriodShape = "a duration from 00:00:00 to 36500.00:00:00, written d.hh:mm:ss, or forever";
    private readonly TOptions _defaults = new();

    /// <summary>A whole number within a range.</summary>
    public SettingsSection<TOptions> Number(string key, Func<TOptions, long> read, long min, long max, string meaning) => Add(
        key, read, value => value >= min && value <= max, string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}"), meaning);

    /// <summary>A duration within a range, written as <c>[d.]hh:mm:ss[.fff]</c>.</summary>
    public SettingsSection<TOptions> Duration(string key, Func<TOptions, TimeSpan> read, TimeSpan min, TimeSpan max, string meaning) => Add(
        key, read, value => value >= min && value <= max,
        string.Create(CultureInfo.InvariantCulture, $"a duration from {min:c} to {max:c}, written hh:mm:ss"), meaning);

    /// <summary>How long something is kept.</summary>
    public SettingsSection<TOptions> Period(string key, Func<TOptions, RetentionPeriod> read, string meaning) =>
        Add(key, read, static _ => true, PeriodShape, meaning);

    /// <summary>How long something is kept that has a name, which stands in angle brackets in the key; bound as part of a dictionary.</summary>
    public SettingsSection<TOptions> PeriodByName(string key, string meaning)
    {
        Add(new Setting
        {
            Key = $"{Name}:{key}",
            Default = "none",
            Meaning = meaning,
            Shape = PeriodShape,
            CanRead = static text => RetentionPeriod.TryParse(text, out _),
            IsAcceptable = static _ => true,
            Read = static _ => "",
        });
        return this;
    }

    /// <summary>A switch: true or false.</summary>
    public SettingsSection<TOptions> Switch(string key, Func<TOptions, bool> read, string meaning) =>
        Add(key, read, static _ => true, "true or false", meaning);

    /// <summary>A text that is not blank.</summary>
    public SettingsSection<TOptions> Text(string key, Func<TOptions, string> read, string meaning) =>
        Add(key, read, static value => !string.IsNullOrWhiteSpace(value), "a text that is not empty", meaning);

    /// <summary>A text that may be empty.</summary>
    public SettingsSection<TOptions> OptionalText(string key, Func<TOptions, string> read, string meaning) => Add(key, read, static _ => true, "a text", meaning);

    /// <summary>A text of a certain shape.</summary>
    public SettingsSection<TOptions> Text(string key, Func<TOptions, string> read, Func<string, bool> isAcceptable, string shape, string meaning) =>
        Add(key, read, isAcceptable, shape, meaning);

    /// <summary>A text that may be empty and is never shown.</summary>
    public SettingsSection<TOptions> Secret(string key, string meaning)
    {
        Add(new Setting
        {
            Key = $"{Name}:{key}",
            Default = "none",
            Meaning = meaning,
            Shape = "a text",
            IsSecret = true,
            CanRead = static _ => true,
            IsAcceptable = static _ => true,
            Read = static _ => "",
        });
        return this;
    }

    /// <summary>One of an enum's names, in any case; listed in lower case.</summary>
    public SettingsSection<TOptions> Choice<T>(string key, Func<TOptions, T> read, string meaning)
        where T : struct, Enum => Add(
        key, read, Enum.IsDefined, "one of " + string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant(), meaning);

    /// <summary>A list of texts: <c>key:0</c>, <c>key:1</c> and so on.</summary>
    public SettingsSection<TOptions> List(
        string key, Func<TOptions, IEnumerable<string>> read, Func<string, bool> isAcceptable, string shape, string meaning)
    {
        Add(new Setting
        {
            Key = $"{Name}:{key}:<n>",
            Default = "none",
            Meaning = meaning,
            Shape = shape,
            CanRead = isAcceptable,
            IsAcceptable = options => read((TOptions)options).All(isAcceptable),
            Read = options => string.Join(", ", read((TOptions)options)),
        });
        return this;
    }

    private SettingsSection<TOptions> Add<T>(string key, Func<TOptions, T> read, Func<T, bool> isAcceptable, string shape, string meaning)
    {
        var converter = TypeDescriptor.GetConverter(typeof(T));
        Add(new Setting
        {
            Key = Name.Length == 0 ? key : $"{Name}:{key}",
            Default = Format(read(_defaults)) is { Length: > 0 } present ? present : "none",
            Meaning = meaning,
            Shape = shape,
            CanRead = text => TryConvert(converter, text) is T value && isAcceptable(value),
            IsAcceptable = options => isAcceptable(read((TOptions)options)),
            Read = options => Format(read((TOptions)options)),
        });
        return this;
    }

    private static object? TryConvert(TypeConverter converter, string text)
    {
        try
        {
            return converter.ConvertFromInvariantString(text);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            return null;
        }
    }

    private static string Format<T>(T value) => value switch
    {
        TimeSpan duration => duration.ToString("c", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        Enum choice => choice.ToString().ToLowerInvariant(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
