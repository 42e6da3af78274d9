namespace JobScheduler.Http.Limits;

/// <summary>
/// One request under the limits. It has a place only while it is carried out: who sends a body slowly has none yet, and who reads an
/// answer slowly has given it back; what they hold instead is counted in bytes, and Kestrel's lowest rates end it.
/// </summary>
internal sealed class Passage(RequestLimits limits, RequestKind kind) : IDisposable
{
    // An answer of this size is in Kestrel's own buffer of the connection at once.
    private const int SmallAnswer = 16 * 1024;
    private readonly Places? _places = limits.Of(kind);
    private bool _inside;

    /// <summary>Why the request cannot be carried out now, asked before anything of its body is read; null: it can.</summary>
    public string? Refusal => _places is null or { HasRoom: true } ? null : _places.Refuse();

    /// <summary>Takes the place.</summary>
    /// <exception cref="SchedulerOverloadedException">There is none.</exception>
    public void Enter()
    {
        if (_inside || _places is null)
            return;
        if (!_places.TryEnter())
            throw new SchedulerOverloadedException(_places.Refuse(), RequestLimits.RetryAfter);
        _inside = true;
    }

    /// <summary>Gives the place back, and counts the answer while it is sent.</summary>
    /// <param name="bytes">The answer's size.</param>
    /// <exception cref="SchedulerOverloadedException">Too much is unread, and the request was a read: it can be asked again.</exception>
    public IDisposable? Answer(long bytes)
    {
        Dispose();
        if (bytes <= SmallAnswer)
            return null;
        if (kind != RequestKind.Read)
            limits.Answers.Take(bytes);
        else if (!limits.Answers.TryTake(bytes, own: 0))
            throw new SchedulerOverloadedException("Too much of earlier answers is not read yet by those who asked.", RequestLimits.RetryAfter);
        return new HeldBytes(limits.Answers, bytes);
    }

    public void Dispose()
    {
        if (_inside)
            _places!.Leave();
        _inside = false;
    }

    private sealed class HeldBytes(ByteBudget budget, long bytes) : IDisposable
    {
        public void Dispose() => budget.Return(bytes);
    }
}
