using System.Runtime.InteropServices;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Top;

/// <summary>Looks, draws, and listens to keys, until a person has seen enough. Calls never keep keys waiting.</summary>
/// <param name="session">The command's run.</param>
/// <param name="interval">Between two looks.</param>
internal sealed class TopLoop(Session session, TimeSpan interval)
{
    private static readonly TimeSpan KeyPause = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan MessageStays = TimeSpan.FromSeconds(5);
    private readonly Terminal _terminal = session.Terminal;
    private readonly TopState _state = new();
    private readonly TopView _view = new(session.Address.Url.ToString().TrimEnd('/'));
    private readonly TopSource _source = new(session.Scheduler.Client);
    private Task<TopData>? _look;
    private Task<string>? _action;
    private (TopTab Tab, string? Job) _lookedFor;
    private long? _lastLook;
    private (Piece Text, long At)? _message;
    private volatile bool _isStale;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var screen = new Screen(_terminal.Output, _terminal.HasOutputColors);
        using var resumed = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => _isStale = true);
        try
        {
            while (!_state.HasEnded)
            {
                Look(stop.Token);
                await ReceiveAsync();
                Draw(screen);
                await Task.Delay(KeyPause, _terminal.Time, stop.Token);
                while (!_state.HasEnded && _terminal.Key() is { } key)
                    Press(key, stop.Token);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(new Task?[] { _look, _action }.OfType<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Begins a look when it is time for one, or when something else is wanted than was looked for.</summary>
    private void Look(CancellationToken cancellationToken)
    {
        var wanted = (_state.Tab, _state.OpenJob);
        var isDue = _lastLook is not { } last || _terminal.Time.GetElapsedTime(last) >= interval;
        if (_look is not null || (_state.IsFrozen && wanted == _lookedFor) || (!isDue && wanted == _lookedFor))
            return;
        (_lookedFor, _lastLook) = (wanted, _terminal.Time.GetTimestamp());
        _look = _source.LookAsync(wanted.Tab, wanted.OpenJob, cancellationToken);
    }

    private async Task ReceiveAsync()
    {
        if (_look is { IsCompleted: true } look)
        {
            _look = null;
            if (await Settled(look) is { } data)
                _state.Take(data);
        }

        if (_action is { IsCompleted: true } action)
        {
            _action = null;
            if (await Settled(action) is { } done)
                Say(new Piece(CleanText.Of(done), Tone.Good));
            _lastLook = null; // what came of it is to be seen at once
        }
    }

    /// <summary>What a call gave; null: it failed, which is said and shown until one succeeds or it is old.</summary>
    private async Task<T?> Settled<T>(Task<T> task)
        where T : class
    {
        try
        {
            return await task;
        }
        catch (JobSchedulerException refusal)
        {
            Say(new Piece(CleanText.Of(refusal.Message), Tone.Bad));
            return null;
        }
    }

    private void Press(ConsoleKeyInfo key, CancellationToken cancellationToken)
    {
        if (_state.Press(key) is not { } wanted)
            return;
        if (_action is null)
            _action = wanted.DoAsync(session.Scheduler.Client, _terminal.Variable("USER"), cancellationToken);
        else
            Say(new Piece("The last action has not been answered yet.", Tone.Warning));
    }

    private void Draw(Screen screen)
    {
        if (_isStale)
            screen.Forget();
        _isStale = false;
        if (_message is { } message && _terminal.Time.GetElapsedTime(message.At) > MessageStays)
            _message = null;
        var (width, height) = _terminal.Size();
        screen.Show(_view.Draw(_state, _message?.Text, session.Now, width, height), width, height);
    }

    private void Say(Piece text) => _message = (text, _terminal.Time.GetTimestamp());
}
