namespace JobScheduler.Hosting.Runtime;

/// <summary>Registered by the program that serves the Orleans Dashboard beside the API.</summary>
/// <param name="Path">Its path, for example <c>/orleans</c>.</param>
internal sealed record OrleansDashboardPath(string Path);
