using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using JobScheduler.Client.Http;

namespace JobScheduler.Client.Events;

/// <summary>
/// One watch of one job over as many event streams as it takes: a stream that breaks is opened again after the last event seen
/// (Last-Event-ID). Ends after the terminal state. No event is given twice; changes may be merged, the newest always arrives.
/// </summary>
internal sealed class JobWatch(HttpTransport transport, string jobId, int? maxRetries = null)
{
    private readonly EventReader _reader = new();
    private RetryBudget _budget = new(transport.Options, transport.Seams, maxRetries);
    private string? _lastEventId;

    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    /// <exception cref="SchedulerOverloadedException">The server has too many streams.</exception>
    /// <exception cref="SchedulerUnavailableException">Streams broke for as long as the options allow, without an event in between.</exception>
    public async IAsyncEnumerable<JobEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
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
                    if (change.Job.State is JobState.Completed or JobState.Failed or JobState.Cancelled)
                        yield break;
                }
            }

            if (!_budget.TryNext(failed!.Answer?.RetryAfter, out var delay))
                throw Failures.GivenUp(ApiRequest.Get("events"), failed, doubt: false);
            await transport.Seams.Delay(delay, cancellationToken);
        }
    }

    /// <summary>The open stream (or 204), or what broke or refused it for now.</summary>
    private async Task<(HttpResponseMessage? Response, TryResult? Failed)> OpenAsync(CancellationToken cancellationToken)
    {
        var request = ApiRequest.Get($"v1/jobs/{jobId}/events") with { LastEventId = _lastEventId };
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
                throw answer.IsSuccess ? Failures.Unreadable(answer, new InvalidDataException("Not an event stream.")) : Failures.Refused(answer, jobId);
            return result;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new TryResult(null, e);
        }
    }

    private async IAsyncEnumerable<JobEvent> ReadStreamAsync(
        HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = new IdleTimeoutStream(
            await response.Content.ReadAsStreamAsync(cancellationToken), transport.Options.StreamIdleTimeout, transport.Seams.Time);
        var parser = SseParser.Create(stream);
        await foreach (var item in parser.EnumerateAsync(cancellationToken))
        {
            var id = parser.LastEventId;
            var seen = id.Length > 0 && id == _lastEventId;
            _lastEventId = id.Length > 0 ? id : _lastEventId;
            if (!seen && _reader.Read(item.EventType, id, item.Data) is { } change)
            {
                // An event is a sign of life: what breaks from here on has the whole time again.
                _budget = new RetryBudget(transport.Options, transport.Seams, maxRetries);
                yield return change;
            }
        }
    }

    /// <summary>The next event; else why the stream ended before the job.</summary>
    private static async Task<(JobEvent? Change, TryResult? Failed)> NextAsync(IAsyncEnumerator<JobEvent> events)
    {
        try
        {
            return await events.MoveNextAsync()
                ? (events.Current, null)
                : (null, new TryResult(null, new IOException("The event stream ended before the job did.")));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (null, new TryResult(null, e));
        }
    }

    private static bool IsEventStream(HttpResponseMessage response) =>
        response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "text/event-stream";
}
