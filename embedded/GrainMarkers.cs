namespace JobScheduler.Embedded;

/// <summary>A virtual actor's interface whose key is a string.</summary>
public interface IGrainWithStringKey;
