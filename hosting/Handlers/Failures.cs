using JobScheduler.Grains.Jobs;

namespace JobScheduler.Hosting.Handlers;

/// <summary>Makes results out of exceptions, also of those whose own members throw.</summary>
internal static class Failures
{
    public const string PayloadInvalidCode = "payload_invalid";

    /// <summary>A failure: for good if its type is one not to retry, else retried by the job's policy.</summary>
    public static HandlerResult Classify(Exception exception, IReadOnlyList<Type> doNotRetry) =>
        IsNotRetried(exception, doNotRetry) ? Fail(exception) : Retry(exception);

    public static HandlerResult Retry(Exception exception) =>
        new(HandlerResultKind.Retry) { Error = ErrorOf(exception), Exception = Printable(exception) };

    public static HandlerResult Fail(Exception exception) => Retry(exception) with { Kind = HandlerResultKind.Fail };

    /// <summary>A failure for good with a code of the scheduler's own: <paramref name="message"/> says what was tried.</summary>
    public static HandlerResult Fail(string code, string message, Exception exception)
    {
        var (_, because, detail) = ErrorOf(exception);
        return Fail(code, Texts.Cut($"{message}: {because}", Texts.MaxMessageBytes), detail) with { Exception = Printable(exception) };
    }

    public static HandlerResult Fail(string code, string message, string? detail = null) =>
        new(HandlerResultKind.Fail) { Error = new(code, message, detail) };

    public static HandlerResult PayloadInvalid(Exception exception) =>
        Fail(PayloadInvalidCode, "The payload does not fit its handler", exception);

    public static HandlerResult PayloadMissing() => Fail(PayloadInvalidCode, "The payload is null, which its handler does not accept.");

    /// <summary>A bug of the caller, which asks <see cref="IHandlerInvoker.Handles"/> first: another node may have the handler.</summary>
    public static HandlerResult Unhandled(string jobType) =>
        new(HandlerResultKind.Retry) { Error = new("unknown_type", $"No handler is registered here for the job type '{jobType}'.") };

    /// <summary>Whether an exception is nothing but cancellation.</summary>
    public static bool IsCancellation(Exception exception) =>
        exception is OperationCanceledException
        || (exception is AggregateException { InnerExceptions.Count: > 0 } all && all.InnerExceptions.All(IsCancellation));

    /// <summary>The exception itself, or a stand-in for one that a logger could not print.</summary>
    public static Exception? Printable(Exception? exception)
    {
        if (exception is null)
            return null;
        try
        {
            _ = exception.ToString();
            _ = exception.Message;
            return exception;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new InvalidOperationException($"{CodeOf(exception)} (which cannot be printed: its own members throw {CodeOf(e)})");
        }
    }

    private static bool IsNotRetried(Exception exception, IReadOnlyList<Type> doNotRetry) =>
        doNotRetry.Any(type => type.IsInstanceOfType(exception))
        || (exception is AggregateException all && all.InnerExceptions.Any(inner => IsNotRetried(inner, doNotRetry)));

    private static JobError ErrorOf(Exception exception)
    {
        var printable = Printable(exception)!;
        return new(
            CodeOf(exception),
            Texts.Cut(printable.Message ?? "", Texts.MaxMessageBytes),
            Texts.Cut(printable.ToString() ?? "", Texts.MaxDetailBytes));
    }

    private static string CodeOf(Exception exception)
    {
        var type = exception.GetType();
        return Texts.Cut(type.FullName ?? type.Name, Texts.MaxExceptionNameBytes);
    }
}
