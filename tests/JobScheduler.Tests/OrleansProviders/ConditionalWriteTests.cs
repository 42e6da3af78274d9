using System.Net.Sockets;
using Cassandra;
using JobScheduler.Orleans.Cassandra;
using Xunit;

namespace JobScheduler.Tests.OrleansProviders;

/// <summary>What becomes of a write whose answer is lost.</summary>
public sealed class ConditionalWriteTests
{
    private static readonly WriteTimeoutException TimedOut = new(ConsistencyLevel.LocalSerial, 0, 1, "CAS");

    private readonly Queue<object> _answers = new();
    private readonly Queue<object?> _readBacks = new();
    private int _sent;

    [Fact]
    public async Task Settle_Answered_PassesTheAnswerOn()
    {
        _answers.Enqueue(new Settled(true, "new"));
        Assert.Equal(new Settled(true, "new"), await SettleAsync("old", "new"));
        _answers.Enqueue(new Settled(false, "other"));
        Assert.Equal(new Settled(false, "other"), await SettleAsync("old", "new"));
    }

    [Fact]
    public async Task Settle_TimedOutWithItsOwnETagStored_IsApplied()
    {
        _answers.Enqueue(TimedOut);
        _readBacks.Enqueue("new");
        Assert.Equal(new Settled(true, "new"), await SettleAsync("old", "new"));
        Assert.Equal(1, _sent);
    }

    [Fact]
    public async Task Settle_TimedOutWithAnothersETagStored_IsNotApplied()
    {
        _answers.Enqueue(TimedOut);
        _readBacks.Enqueue("other");
        Assert.Equal(new Settled(false, "other"), await SettleAsync("old", "new"));
    }

    [Fact]
    public async Task Settle_TimedOutWithTheOldETagStored_IsSentOnceMore()
    {
        _answers.Enqueue(TimedOut);
        _readBacks.Enqueue("old");
        _answers.Enqueue(new Settled(true, "new"));
        Assert.Equal(new Settled(true, "new"), await SettleAsync("old", "new"));
        Assert.Equal(2, _sent);
    }

    [Fact]
    public async Task Settle_LateFirstWrite_IsRecognisedByTheSecond()
    {
        _answers.Enqueue(TimedOut);
        _readBacks.Enqueue("old");
        _answers.Enqueue(new Settled(false, "new"));
        Assert.Equal(new Settled(true, "new"), await SettleAsync("old", "new"));
    }

    [Fact]
    public async Task Settle_TimedOutTwiceWithTheOldETagStored_SaysThatNothingWasWritten()
    {
        _answers.Enqueue(TimedOut);
        _readBacks.Enqueue(null);
        _answers.Enqueue(new SocketException((int)SocketError.ConnectionReset));
        _readBacks.Enqueue(null);
        var error = await Assert.ThrowsAsync<CassandraProviderException>(() => SettleAsync(null, "new"));
        Assert.StartsWith("The thing was not written, it may be tried again:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settle_ReadBackFailsAtFirst_TriesItAgain()
    {
        _answers.Enqueue(TimedOut);
        _readBacks.Enqueue(new NoHostAvailableException([]));
        _readBacks.Enqueue(new SocketException((int)SocketError.ConnectionRefused));
        _readBacks.Enqueue("new");
        Assert.Equal(new Settled(true, "new"), await SettleAsync("old", "new"));
    }

    [Fact]
    public async Task Settle_ReadBackFailsForLong_SaysThatItIsUnknown()
    {
        _answers.Enqueue(TimedOut);
        for (var i = 0; i < 21; i++)
            _readBacks.Enqueue(new UnavailableException(ConsistencyLevel.LocalSerial, 2, 1));
        var error = await Assert.ThrowsAsync<CassandraProviderException>(() => SettleAsync("old", "new"));
        Assert.StartsWith("It is unknown whether the thing was written:", error.Message, StringComparison.Ordinal);
        Assert.Same(TimedOut, error.InnerException);
        Assert.Empty(_readBacks);
    }

    [Fact]
    public async Task Settle_RefusedByTheServer_AsksNoFurther()
    {
        _answers.Enqueue(new InvalidQueryException("Key may not be empty"));
        var error = await Assert.ThrowsAsync<CassandraProviderException>(() => SettleAsync("old", "new"));
        Assert.Equal("The thing was not written, Cassandra refused it: Key may not be empty", error.Message);
        Assert.Equal(1, _sent);
    }

    [Fact]
    public async Task Settle_RemovalTimedOutWithNothingStored_IsApplied()
    {
        _answers.Enqueue(TimedOut);
        _readBacks.Enqueue(null);
        Assert.Equal(new Settled(true, null), await SettleAsync("old", null));
    }

    [Fact]
    public async Task Settle_RemovalOfNothing_IsNotApplied()
    {
        _answers.Enqueue(new Settled(false, null));
        Assert.Equal(new Settled(false, null), await SettleAsync("old", null));
    }

    private Task<Settled> SettleAsync(string? expected, string? wanted) =>
        new ConditionalWrite(new LeapingTime()).SettleAsync(SendAsync, ReadBackAsync, expected, wanted, "thing");

    private Task<Settled> SendAsync()
    {
        _sent++;
        var answer = _answers.Dequeue();
        return answer is Exception e ? Task.FromException<Settled>(e) : Task.FromResult((Settled)answer);
    }

    private Task<string?> ReadBackAsync()
    {
        var read = _readBacks.Dequeue();
        return read is Exception e ? Task.FromException<string?>(e) : Task.FromResult((string?)read);
    }

    /// <summary>A clock that waits for nothing: every pause is over at once, and has taken its time.</summary>
    private sealed class LeapingTime : TimeProvider
    {
        private long _timestamp;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _timestamp;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timestamp += dueTime.Ticks;
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
