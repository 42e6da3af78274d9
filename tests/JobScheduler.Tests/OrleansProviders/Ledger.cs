namespace JobScheduler.Tests.OrleansProviders;

/// <summary>A grain's state.</summary>
[GenerateSerializer, Alias("JobScheduler.Tests.Ledger")]
public sealed record Ledger
{
    [Id(0)]
    public string? Owner { get; set; }

    [Id(1)]
    public long Balance { get; set; }

    [Id(2)]
    public byte[]? Scan { get; set; }
}
