using System.Globalization;
using JobScheduler.Grains.Jobs;

namespace JobScheduler.Simulation;

/// <summary>The handlers of a node: each attempt draws how long it takes, whether it listens to its token, and how it ends.</summary>
internal sealed class SimHandlers(SimWorld world, SimNode node, Random random) : IHandlerInvoker
{
    public IReadOnlyList<string> JobTypes => node.Types;

    public bool Handles(string jobType) => node.Types.Contains(jobType);

    public async ValueTask<HandlerResult> InvokeAsync(
        string jobType, RawJson? payload, AttemptInfo attempt, JobContext context, CancellationToken cancellationToken)
    {
        world.Observer.Entered(node, jobType, context, payload);
        await world.FastPaths.EnteredAsync(attempt.Partition);
        var result = await PerformAsync(context, cancellationToken);
        world.Note(node.Name, $"left    {context.JobId} token {context.FencingToken}: {result.Kind}");
        world.Observer.Left(context.JobId, context.FencingToken);
        await world.FastPaths.ReturnedAsync(node, attempt.Partition);
        return result;
    }

    private async Task<HandlerResult> PerformAsync(JobContext context, CancellationToken cancellationToken)
    {
        var listens = world.IsHealed || random.Next(5) != 0;
        var deaf = !world.IsHealed && random.Next(40) == 0;
        var parts = random.Next(4);
        for (var part = 0; part < parts; part++)
        {
            await WaitAsync(deaf, listens ? cancellationToken : CancellationToken.None);
            if (listens && cancellationToken.IsCancellationRequested && random.Next(4) != 0)
                return new HandlerResult(HandlerResultKind.Stopped);
            if (random.Next(3) == 0)
                context.ReportProgress(100.0 * part / parts, $"part {part} token {context.FencingToken}");
        }

        return Outcome(context);
    }

    private async Task WaitAsync(bool deaf, CancellationToken cancellationToken)
    {
        var time = deaf ? TimeSpan.FromSeconds(random.Next(5, 20)) : random.Next(6) switch
        {
            0 => TimeSpan.Zero,
            1 => TimeSpan.FromMilliseconds(random.Next(200, 2_500)),
            _ => TimeSpan.FromMicroseconds(random.Next(100, 80_000)),
        };
        if (time == TimeSpan.Zero)
            await Task.Yield();
        else
            await Task.Delay(time, node.Clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private HandlerResult Outcome(JobContext context)
    {
        var error = new JobError("sim", string.Create(CultureInfo.InvariantCulture, $"token={context.FencingToken}"));
        return (world.IsHealed ? 0 : random.Next(20)) switch
        {
            < 11 => new HandlerResult(HandlerResultKind.Completed)
            {
                Result = RawJson.FromTrusted(System.Text.Encoding.UTF8.GetBytes(context.FencingToken.ToString(CultureInfo.InvariantCulture))),
            },
            < 14 => new HandlerResult(HandlerResultKind.Retry) { Error = error },
            14 => new HandlerResult(HandlerResultKind.Retry) { Error = error, After = TimeSpan.FromMilliseconds(random.Next(3_000)) },
            < 17 => new HandlerResult(HandlerResultKind.Snooze) { Until = node.Clock.GetUtcNow() + TimeSpan.FromMilliseconds(random.Next(-200, 3_000)) },
            17 => new HandlerResult(HandlerResultKind.Fail) { Error = error },
            18 => new HandlerResult(HandlerResultKind.Stopped) { Error = error },
            _ => new HandlerResult(HandlerResultKind.Retry) { Error = error },
        };
    }
}
