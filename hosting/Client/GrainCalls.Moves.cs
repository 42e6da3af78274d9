using JobScheduler.Grains.Node;

namespace JobScheduler.Hosting.Client;

/// <content>Calls to grains that may be on their way to another node: they are repeated, unseen by the caller, while nothing was done.</content>
internal sealed partial class GrainCalls
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MovePatience = TimeSpan.FromSeconds(10);

    /// <summary>Calls a grain that answers with a value; an exception means that it could not be reached.</summary>
    /// <param name="call">The call; made again while its partition moves.</param>
    /// <param name="statusOf">What an answer says of it.</param>
    /// <param name="changes">True: it may have changed something.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="place">Its place in the node's budget, kept until the grain has answered, also if the caller stops waiting.</param>
    /// <param name="keyed">True: carrying it out twice is the same as once.</param>
    public async Task<T> CallAsync<T>(
        Func<Task<T>> call, Func<T, PartitionStatus> statusOf, bool changes, CancellationToken cancellationToken, PendingTicket? place = null,
        bool keyed = false)
    {
        try
        {
            return await AnswerAsync(SettledAsync(call, statusOf, !changes || keyed, cancellationToken), place, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw NotReached(e, changes);
        }
    }

    /// <summary>Calls a partition that answers each of several requests for itself.</summary>
    /// <param name="call">Asks for those of these numbers, or for all of them: null.</param>
    /// <param name="changes">True: it may have changed something.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="place">Its place in the node's budget, kept until the grain has answered, also if the caller stops waiting.</param>
    public async Task<JobAnswer[]> CallManyAsync(
        Func<int[]?, Task<JobAnswer[]>> call, bool changes, CancellationToken cancellationToken, PendingTicket? place = null)
    {
        try
        {
            return await AnswerAsync(SettledAsync(call, !changes, cancellationToken), place, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw NotReached(e, changes);
        }
    }

    /// <summary>Whether a call that failed may be made again: nothing was done, or doing it twice is the same as once.</summary>
    /// <param name="failure">How it failed.</param>
    /// <param name="keyed">True: carrying it out twice is the same as once.</param>
    public bool MayRepeat(Exception failure, bool keyed) => engine.WasNotRun(failure) || (keyed && engine.IsUnreachable(failure));

    private async Task<T> SettledAsync<T>(Func<Task<T>> call, Func<T, PartitionStatus> statusOf, bool keyed, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        for (var pause = FirstPause; ; pause = Backoff.Next(pause, LongestPause))
        {
            try
            {
                var answer = await call();
                if (statusOf(answer) != PartitionStatus.Moving || IsOver(began))
                    return answer;
            }
            catch (Exception e) when (MayRepeat(e, keyed) && !IsOver(began))
            {
                // As if it were moving.
            }

            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    /// <summary>Only those whose partition was moving are asked for again: the others are stored.</summary>
    private async Task<JobAnswer[]> SettledAsync(Func<int[]?, Task<JobAnswer[]>> call, bool keyed, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var all = await SettledAsync(() => call(null), static _ => PartitionStatus.Done, keyed, cancellationToken);
        for (var pause = FirstPause; !IsOver(began); pause = Backoff.Next(pause, LongestPause))
        {
            var moving = Enumerable.Range(0, all.Length).Where(i => all[i].Status == PartitionStatus.Moving).ToArray();
            if (moving.Length == 0)
                break;
            await Task.Delay(pause, clock, cancellationToken);
            var again = await SettledAsync(() => call(moving), static _ => PartitionStatus.Done, keyed, cancellationToken);
            for (var i = 0; i < moving.Length; i++)
                all[moving[i]] = again[i];
        }

        return all;
    }

    private bool IsOver(long began) => clock.GetElapsedTime(began) >= MovePatience;
}
