namespace JobScheduler.Http.Guard;

/// <summary>Marks endpoints that show a page: a link elsewhere may open them in a tab. All they do is show.</summary>
/// <param name="Policy">The Content-Security-Policy of what they answer.</param>
internal sealed record LinkTarget(string Policy);
