namespace JobScheduler.Cli.Failures;

/// <summary>What was asked for does not exist.</summary>
/// <param name="message">What.</param>
internal sealed class NotFoundException(string message) : Exception(message);
