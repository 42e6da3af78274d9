namespace JobScheduler.Cli.Connection;

/// <summary>What the scheduler answered.</summary>
/// <param name="Value">As the client read it.</param>
/// <param name="Json">As the server sent it.</param>
internal readonly record struct Answer<T>(T Value, ReadOnlyMemory<byte> Json);
