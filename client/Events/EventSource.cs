using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using JobScheduler.Client.Http;

namespace JobScheduler.Client.Events;

/// <summary>
/// Events over as many streams as it takes: a stream that breaks is opened again after the last event seen (Last-Event-ID). No event is
/// given twice; changes may be merged, the newest always arrives.
/// </summary>
/// <typeparam name="T">An event.</typeparam>
/// <param name="transport">Opens streams.</param>
/// <param name="path">Path and query of the stream.</param>
internal sealed class EventSource<T>(HttpTransport transport, string path)
    where T : class
{
    private RetryBudget? _budget;

    /// <summary>From an event's type, id and data; null: an event that this version does not know.</summary>
    public required Func<string, string, string, T?> Read { get; init; }

    /// <summary>True for the event after which there is nothing to watch.</summary>
    public Func<T, bool> IsEnd { get; init; } = static _ => false;

    /// <summary>The job that is watched, for what its absence throws.</summary>
    public string? JobId { get; init; }

    /// <summary>How often a broken stream is opened again without an event in between; null: as the options say.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>The last event that was seen, also before this object was made.</summary>
    public string? LastEventId { get; set; }

    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    /// <exception cref="SchedulerOverloadedException">The server has too many streams.</exception>
    /// <exception cref="SchedulerUnavailableException">Streams broke for as long as the options allow, without an event in between.</exception>
    public async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _budget = NewBudget();
        while (true)
        {
            var (response, failed) = await OpenAsync(cancellationToken);
            if (response is not null)
            {
                using var opened = response;
                if (opened.StatusCode == HttpStatusCode.NoContent)
                    yield break;
                await using var events = ReadStreamAsync(opened, cancellationToken).GetAsyncEnumerator(cancellationToken);

                // A yield cannot stand inside a try with a catch: the step that may break is taken apart from it.
                while (true)
                {
                    (var change, failed) = await NextAsync(events);
                    if (change is null)
                        break;
                    yield return change;
                    if (IsEnd(change))
                        yield break;
                }
            }

            if (!_budget.TryNext(failed!.Answer?.RetryAfter, out var delay))
                throw Failures.GivenUp(ApiRequest.Get("events"), failed, doubt: false);
            await transport.Seams.Delay(delay, cancellationToken);
        }
    }

    private RetryBudget NewBudget() => new(transport.Options, transport.Seams, MaxRetries);

    /// <summary>The open stream (or 204), or what broke or refused it for now.</summary>
    private async Task<(HttpResponseMessage? Response, TryResult? Failed)> OpenAsync(CancellationToken cancellationToken)
    {
        var request = ApiRequest.Get(path) with { LastEventId = LastEventId };
        HttpResponseMessage response;
        try
        {
            response = await transport.OpenStreamAsync(request, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            return (null, new TryResult(null, e));
        }

        if (response.StatusCode == HttpStatusCode.NoContent || IsEventStream(response))
            return (response, null);
        using (response)
            return (null, await RefusalAsync(response, cancellationToken));
    }

    private async Task<TryResult> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var result = new TryResult(await transport.ReadAsync(response, cancellationToken));
            if (result is { IsTransient: false, Answer: { } answer })
                throw answer.IsSuccess ? Failures.Unreadable(answer, new InvalidDataException("Not an event stream.")) : Failures.Refused(answer, JobId);
            return result;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new TryResult(null, e);
        }
    }

    private async IAsyncEnumerable<T> ReadStreamAsync(
        HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = new IdleTimeoutStream(
            await response.Content.ReadAsStreamAsync(cancellationToken), transport.Options.StreamIdleTimeout, transport.Seams.Time);
        var parser = SseParser.Create(stream);
        await foreach (var item in parser.EnumerateAsync(cancellationToken))
        {
            var id = parser.LastEventId;
            var seen = id.Length > 0 && id == LastEventId;
            LastEventId = id.Length > 0 ? id : LastEventId;
            if (!seen && Read(item.EventType, id, item.Data) is { } change)
            {
                // An event is a sign of life: what breaks from here on has the whole time again.
                _budget = NewBudget();
                yield return change;
            }
        }
    }

    /// <summary>The next event; else why the stream ended before it should.</summary>
    private static async Task<(T? Change, TryResult? Failed)> NextAsync(IAsyncEnumerator<T> events)
    {
        try
        {
            return await events.MoveNextAsync()
                ? (events.Current, null)
                : (null, new TryResult(null, new IOException("The event stream ended before its time.")));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (null, new TryResult(null, e));
        }
    }

    private static bool IsEventStream(HttpResponseMessage response) =>
        response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "text/event-stream";
}
