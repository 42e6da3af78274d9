using Microsoft.Extensions.Logging;

namespace JobScheduler.Hosting.Handlers;

/// <content>Log messages. That an attempt failed is logged by its partition, which knows what became of it.</content>
internal sealed partial class HandlerInvoker
{
    [LoggerMessage(1003, LogLevel.Warning,
        "A service of attempt {Attempt} of job {JobId} ({JobType}) could not be disposed of; the attempt's outcome stands")]
    private partial void ScopeNotDisposed(Exception? exception, string jobId, string jobType, int attempt);
}
