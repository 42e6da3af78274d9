namespace JobScheduler.Cli.Input;

/// <summary>The command line or a file is not understood: nothing was sent.</summary>
/// <param name="message">Why, and what would be understood.</param>
internal sealed class UsageException(string message) : Exception(message);
