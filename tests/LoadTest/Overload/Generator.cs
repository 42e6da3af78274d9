using System.Collections.Concurrent;
using System.Text;

namespace JobScheduler.LoadTest.Overload;

/// <summary>Submits no-op jobs, as a closed loop (each caller waits for its answer) or as an open one (the clock decides).</summary>
internal sealed class Generator(Uri address, TimeProvider time)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>Each caller sends its next job when it has the answer to the last one.</summary>
    public async Task ClosedAsync(int callers, TimeSpan length, Tally tally)
    {
        var request = Request(address, 1);
        var start = time.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            using var lane = new Lane(address);
            while (time.GetElapsedTime(start) < length)
            {
                tally.Offer(1, sent: true);
                await SendAsync(lane, request, tally);
            }
        }));
    }

    /// <summary>
    /// Requests leave at a steady rate whatever is answered. What is due while all connections wait for an answer is counted as not
    /// sent, and not made up for later.
    /// </summary>
    public async Task OpenAsync(double requestsPerSecond, int lanes, int jobsPerRequest, TimeSpan length, Tally tally)
    {
        var request = Request(address, jobsPerRequest);
        var all = Enumerable.Range(0, lanes).Select(_ => new Lane(address)).ToList();
        var idle = new ConcurrentStack<Lane>(all);
        var underWay = new ConcurrentDictionary<Lane, Task>();
        var start = time.GetTimestamp();
        for (var (begun, elapsed) = (0L, TimeSpan.Zero); elapsed < length; elapsed = time.GetElapsedTime(start))
        {
            for (var due = (long)(elapsed.TotalSeconds * requestsPerSecond); begun < due; begun++)
            {
                if (!idle.TryPop(out var lane))
                {
                    tally.Offer(due - begun, sent: false);
                    begun = due;
                    break;
                }

                tally.Offer(1, sent: true);
                underWay[lane] = UseAsync(lane);
            }

            await Task.Delay(Tick, time);
        }

        await Task.WhenAll(underWay.Values);
        all.ForEach(lane => lane.Dispose());

        async Task UseAsync(Lane lane)
        {
            await SendAsync(lane, request, tally);
            idle.Push(lane);
        }
    }

    private async Task SendAsync(Lane lane, byte[] request, Tally tally)
    {
        var sent = time.GetTimestamp();
        var answer = await lane.SendAsync(request);
        tally.Take(answer, time.GetElapsedTime(sent));
    }

    private static byte[] Request(Uri address, int jobs)
    {
        const string job = "{\"job_type\":\"echo\"}";
        var (path, body) = jobs == 1 ? ("/v1/jobs", job) : ("/v1/jobs:batch", $"{{\"jobs\":[{string.Join(',', Enumerable.Repeat(job, jobs))}]}}");
        return Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }
}
