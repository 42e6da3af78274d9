using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JobScheduler.Hosting.Network;

/// <summary>
/// Knows whether only this machine can submit jobs over HTTP. Where the API is not mapped at all, only the application's own code can.
/// </summary>
internal sealed class NetworkExposure(IServiceProvider services)
{
    private readonly ConcurrentBag<Func<bool>> _servers = [];
    private readonly IHostApplicationLifetime? _lifetime = services.GetService<IHostApplicationLifetime>();

    /// <summary>The API has been mapped.</summary>
    /// <param name="isLoopbackOnly">Asked once the server listens: whether it does so on loopback only. Not known is no.</param>
    public void ServedBy(Func<bool> isLoopbackOnly) => _servers.Add(isLoopbackOnly);

    /// <summary>
    /// Whether nobody else can reach the API. It waits until the host has started: before, the server does not know where it listens,
    /// and a job that was due while the process was down would be judged wrongly.
    /// </summary>
    public async ValueTask<bool> IsLocalAsync(CancellationToken cancellationToken)
    {
        if (_lifetime is not null)
            await StartedAsync(_lifetime.ApplicationStarted, cancellationToken);
        return _servers.All(isLoopbackOnly => isLoopbackOnly());
    }

    private static async Task StartedAsync(CancellationToken started, CancellationToken cancellationToken)
    {
        if (started.IsCancellationRequested)
            return;
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = started.Register(source.SetResult);
        await source.Task.WaitAsync(cancellationToken);
    }
}
