namespace JobScheduler.FaultTest.Faults;

/// <summary>What handlers throw that nobody expects. A stack overflow is not among them: no .NET process survives it.</summary>
internal static class OddExceptions
{
    public static IReadOnlyList<Func<Exception>> All { get; } =
    [
        static () => new Unprintable(),
        static () => new NoMessage(),
        static () => new AggregateException(),
        static () => new AggregateException(new Unprintable(), new OperationCanceledException()),
        static () => new OperationCanceledException(),
        static () => new TaskCanceledException(),
        static () => Activator.CreateInstance<OutOfMemoryException>(), // of its own the runtime throws it
        static () => new InsufficientExecutionStackException(),
        static () => new ObjectDisposedException(null),
        static () => new InvalidOperationException(new string('ä', 1_000_000)),
    ];

    private sealed class Unprintable : Exception
    {
        public override string Message => throw new NotSupportedException();

        public override string? StackTrace => throw new NotSupportedException();

        public override string ToString() => throw new NotSupportedException();
    }

    private sealed class NoMessage : Exception
    {
        public override string Message => null!;
    }
}
