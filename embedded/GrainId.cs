namespace JobScheduler.Embedded;

/// <summary>Which grain: its class and its key (a text, else a number).</summary>
internal readonly record struct GrainId(GrainClass Class, string? Text, long Number)
{
    public override string ToString() => Text is null ? $"{Class.Type.Name}/{Number}" : $"{Class.Type.Name}/{Text}";

    /// <summary>The id behind a grain object or a reference.</summary>
    internal static GrainId Of(IAddressable grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain switch
        {
            Grain activated => activated.ThisActivation.GrainId,
            GrainReference reference => reference.Id,
            _ => throw new ArgumentException($"{grain.GetType()} is neither a grain nor a reference to one.", nameof(grain)),
        };
    }
}
