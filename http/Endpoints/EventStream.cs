using System.Buffers;
using System.IO.Pipelines;
using JobScheduler.Http.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace JobScheduler.Http.Endpoints;

/// <summary>Events on their way to one client. Holds one event at a time, however slow the client is.</summary>
/// <typeparam name="T">An event.</typeparam>
internal sealed class EventStream<T> : IAsyncDisposable
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private readonly HttpContext _context;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenSource _ending;
    private readonly Func<CancellationToken, IAsyncEnumerable<T>> _watch;
    private IAsyncEnumerator<T>? _events;
    private Task<bool> _next = Task.FromResult(true);

    public EventStream(ApiCall call, Func<CancellationToken, IAsyncEnumerable<T>> watch)
    {
        (_context, _time, _stopping, _watch) = (call.Context, call.Gateway.Time, call.Gateway.Stopping, watch);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted, call.Gateway.Stopping);
    }

    /// <summary>Writes an event as text.</summary>
    public required Action<IBufferWriter<byte>, T> Write { get; init; }

    /// <summary>True for the event after which the stream ends.</summary>
    public Func<T, bool> IsEnd { get; init; } = static _ => false;

    /// <summary>How many events may go out together, if the next is there already.</summary>
    public int Together { get; init; } = 1;

    private T Current => _events!.Current;

    /// <summary>Sends the events until the last one, or until the client leaves or the process stops.</summary>
    /// <param name="isKnown">Whether the client has seen the first event, and that is all there is.</param>
    /// <exception cref="JobSchedulerException">What the first event failed with; nothing was sent.</exception>
    public async Task SendAsync(Func<T, bool> isKnown)
    {
        try
        {
            // 1. Nothing is sent before the first event is known, so that what cannot be watched is still a problem.
            if (!await MoveNextAsync() || isKnown(Current))
            {
                JsonAnswer.PrepareEmpty(_context.Response);
                return;
            }

            // 2. Then all of them.
            await StartAsync();
            if (!HttpMethods.IsHead(_context.Request.Method))
                await SendAllAsync(_context.Response.BodyWriter);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested && _context.Response.HasStarted)
        {
            // The client left, or the process stops: the client connects again and is told what it missed.
        }
        catch (OperationCanceledException exception) when (_stopping.IsCancellationRequested)
        {
            throw new SchedulerUnavailableException("The scheduler stops.", TimeSpan.FromSeconds(1), inner: exception);
        }
        catch (JobSchedulerException) when (_context.Response.HasStarted)
        {
            // The scheduler cannot go on with this stream; the client connects again.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        try
        {
            // An enumerator must not be disposed while it moves.
            await _next;
        }
        catch (Exception) when (_next.IsCompleted)
        {
            // What it failed with was thrown to the one who waited, or came from ending it here.
        }

        if (_events is not null)
            await _events.DisposeAsync();
        _ending.Dispose();
    }

    private async Task SendAllAsync(PipeWriter output)
    {
        var unsent = 0;
        do
        {
            // The next change is asked for only when these went out: a slow client makes the scheduler merge, not queue.
            Write(output, Current);
            var isEnd = IsEnd(Current);
            if (isEnd || ++unsent >= Together)
                unsent = await FlushAsync(output);
            if (isEnd)
                return;
            var next = MoveNextAsync();
            if (!next.IsCompleted && unsent > 0)
                unsent = await FlushAsync(output);
            while (!next.IsCompleted && await IsQuietAsync(next))
            {
                output.Write(EventText.KeepAlive);
                await FlushAsync(output);
            }
        }
        while (await _next);
    }

    private async Task<int> FlushAsync(PipeWriter output)
    {
        await output.FlushAsync(_ending.Token);
        return 0;
    }

    private Task<bool> MoveNextAsync()
    {
        _events ??= _watch(_ending.Token).GetAsyncEnumerator(_ending.Token);
        return _next = _events.MoveNextAsync().AsTask();
    }

    private async Task StartAsync()
    {
        _context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        JsonAnswer.Prepare(_context.Response, StatusCodes.Status200OK, "text/event-stream");
        _context.Response.Headers["X-Accel-Buffering"] = "no";
        await _context.Response.StartAsync();
        if (!HttpMethods.IsHead(_context.Request.Method))
            _context.Response.BodyWriter.Write(EventText.Retry);
    }

    private async Task<bool> IsQuietAsync(Task next)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        var pause = Task.Delay(KeepAlive, _time, waiting.Token);
        var first = await Task.WhenAny(next, pause);
        await waiting.CancelAsync();
        _ending.Token.ThrowIfCancellationRequested();
        return first == pause;
    }
}
