using System.Net.Sockets;
using Cassandra;

namespace JobScheduler.Orleans.Cassandra;

/// <summary>
/// Settles a conditional write whose answer may be lost. A write that timed out is perhaps applied, perhaps later. Every write brings an
/// ETag that nobody else has, so a serial read says which: it first completes or voids what is under way, and then
/// <list type="bullet">
/// <item>the wanted ETag: applied;</item>
/// <item>the expected one: not applied, so the same write, with the same ETag, is sent once more. Should the first one still come to life,
/// the second finds its own ETag;</item>
/// <item>any other: somebody else wrote; it does not matter whether that was before or after this one.</item>
/// </list>
/// </summary>
internal sealed class ConditionalWrite(TimeProvider time)
{
    private const int Attempts = 2;

    /// <summary>How long reading back is tried: a driver that lost its last connection needs a second or two for the next.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <param name="send">Sends the write; its driver must not repeat it.</param>
    /// <param name="readBack">Reads the stored ETag serially; null if there is no row.</param>
    /// <param name="expected">The ETag the write is conditional on; null for no row.</param>
    /// <param name="wanted">The ETag after the write; null for a removal.</param>
    /// <param name="what">For messages: what is written.</param>
    /// <exception cref="CassandraProviderException">Not applied, or unknown whether; the message says which.</exception>
    public async Task<Settled> SettleAsync(
        Func<Task<Settled>> send, Func<Task<string?>> readBack, string? expected, string? wanted, string what)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = await send();
                return attempt > 1 && answer.Stored == wanted ? answer with { Applied = true } : answer;
            }
            catch (Exception e) when (IsOfTheConnection(e) || (e is DriverException && !IsRefusal(e)))
            {
                var stored = await ReadBackAsync(readBack, what, e);
                if (stored != expected)
                    return new(stored == wanted, stored);
                if (attempt == Attempts)
                    throw new CassandraProviderException($"The {what} was not written, it may be tried again: {e.Message}", e);
            }
            catch (DriverException e)
            {
                throw new CassandraProviderException($"The {what} was not written, Cassandra refused it: {e.Message}", e);
            }
        }
    }

    private async Task<string?> ReadBackAsync(Func<Task<string?>> readBack, string what, Exception cause)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await readBack();
            }
            catch (Exception e) when (e is DriverException || IsOfTheConnection(e))
            {
                if (IsRefusal(e) || time.GetElapsedTime(start) >= Patience)
                {
                    throw new CassandraProviderException(
                        $"It is unknown whether the {what} was written: {cause.Message} Reading it back failed too: {e.Message}", cause);
                }

                await Task.Delay(Pause, time);
            }
        }
    }

    private static bool IsOfTheConnection(Exception e) => e is SocketException or IOException or TimeoutException or DriverInternalError;

    /// <summary>Whether the statement certainly never reached a replica.</summary>
    private static bool IsRefusal(Exception e) =>
        e is SyntaxError or InvalidQueryException or UnauthorizedException or RequestInvalidException or InvalidTypeException
            or AuthenticationException or BusyPoolException;
}
