namespace JobScheduler;

/// <summary>
/// The scheduler cannot start as it is set up: no store, a job type registered twice, a handler whose signature cannot be served, a
/// setting that contradicts another. The message says what to change; nothing has been opened.
/// </summary>
/// <param name="message">What is wrong and what to do.</param>
public sealed class JobSchedulerConfigurationException(string message) : InvalidOperationException(message);
