using System.Runtime.InteropServices;
using JobScheduler.Cli;

// The first Ctrl-C lets the command put the terminal in order; a second one ends the process at once, as without jobctl's doing.
using var stop = new CancellationTokenSource();
var ended = 0;
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = TryStop(ExitCodes.Interrupted));
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = TryStop(ExitCodes.Terminated));

var code = await new CommandHost(Terminal.OfProcess()).RunAsync(args, stop.Token);
return code == ExitCodes.Interrupted && ended != 0 ? ended : code;

bool TryStop(int exitCode)
{
    if (Interlocked.CompareExchange(ref ended, exitCode, 0) != 0)
        return false;
    stop.Cancel();
    return true;
}
