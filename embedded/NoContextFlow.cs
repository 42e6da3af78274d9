namespace JobScheduler.Embedded;

/// <summary>While it lives, what is queued does not take the execution context (async locals) of this thread along.</summary>
internal readonly ref struct NoContextFlow
{
    private readonly AsyncFlowControl? _control;

    public NoContextFlow() => _control = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();

    public void Dispose() => _control?.Undo();
}
