namespace JobScheduler.Tests.Stores;

/// <summary>Says what the tests of a class need that not every machine has. Those marked StoreFact or StoreTheory are skipped, visibly, without it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class NeedsAttribute : Attribute
{
    /// <summary>What is missing here, or null.</summary>
    public abstract string? Missing { get; }
}
