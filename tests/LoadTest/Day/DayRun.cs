using System.Collections.Concurrent;
using JobScheduler.KillTest;
using JobScheduler.LoadTest.Silo;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.LoadTest.Day;

/// <summary>
/// All kinds of jobs at a steady rate, with a backup and a restore beside after two fifths of the time and a restart after three; then
/// everything is read back and the logs are read.
/// </summary>
internal sealed class DayRun(LoadOptions options, string data, TimeProvider time)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);
    private readonly Ledger _ledger = new(time);
    private readonly LoadReport _report = new($"A day in {options.Minutes} minutes: {options.Rate} jobs a second of all kinds");

    public async Task<LoadReport> RunAsync()
    {
        await using var stub = new Stub();
        await stub.StartAsync();
        using var silo = new SiloProcess(options.Silo, new Dictionary<string, string>(), data, time);
        await silo.StartAsync();
        await using var services = Clients.For(silo.Address, retries: 50);
        var client = services.GetRequiredService<IJobSchedulerClient>();
        await using var memory = new MemorySampler(silo, time);
        memory.Start();
        foreach (var schedule in Workload.Schedules())
            await client.CreateScheduleAsync(schedule);

        using var stop = new CancellationTokenSource();
        var @operator = new Operator(client, _ledger, time);
        var length = Minute * options.Minutes;
        var working = @operator.WorkAsync(stop.Token);
        var submitting = SubmitAsync(new Workload(client, stub, _ledger, new Random(options.Seed), time), length);
        var backup = new BackupRound(options, data, _ledger, time);
        await Task.Delay(length * 0.4, time);
        var backingUp = backup.RunAsync(silo.Address, _report);
        await Task.Delay(length * 0.2, time);
        await RestartAsync(silo);
        var offered = await submitting;
        var end = memory.Elapsed;
        await stop.CancelAsync();
        await working;
        var problem = await backingUp;

        foreach (var schedule in Workload.Schedules())
            await client.PauseScheduleAsync(schedule.Id);
        var settling = new Settling(client, TimeSpan.FromSeconds(options.SettleSeconds), time);
        await settling.UntilIdleAsync();
        await @operator.ReplayAllAsync();
        await settling.UntilIdleAsync();
        await CheckJobsAsync(client, offered, stub);
        _report.Aim("backup and restore", $"{problem ?? "the restored silo has all, and did what was due"}", problem is null);
        CheckMemory(memory, end);
        CheckLogs(silo, backup, await silo.StopAsync());
        return _report;
    }

    /// <summary>Paced by the clock; what the silo delays is under way together, up to a bound.</summary>
    private async Task<int> SubmitAsync(Workload workload, TimeSpan length)
    {
        const int most = 5_000;
        var underWay = new ConcurrentDictionary<Task, byte>();
        var (start, offered) = (time.GetTimestamp(), 0);
        for (var elapsed = TimeSpan.Zero; elapsed < length; elapsed = time.GetElapsedTime(start))
        {
            while (offered < elapsed.TotalSeconds * options.Rate && underWay.Count < most)
            {
                var (done, jobs) = workload.Next();
                offered += jobs;
                underWay.TryAdd(done, 0);
                _ = done.ContinueWith(task => underWay.TryRemove(task, out byte _), TaskScheduler.Default);
            }

            await Task.Delay(Tick, time);
        }

        await Task.WhenAll(underWay.Keys);
        return offered;
    }

    private async Task RestartAsync(SiloProcess silo)
    {
        var start = time.GetTimestamp();
        var code = await silo.StopAsync();
        var stopped = time.GetElapsedTime(start);
        await silo.StartAsync();
        _report.Fact("restart", $"stopped after {stopped.TotalSeconds:0.0} s, ready again {(time.GetElapsedTime(start) - stopped).TotalSeconds:0.0} s later");
        _report.Aim("stop on SIGTERM", $"exit code {code}", code == 0);
    }

    private async Task CheckJobsAsync(IJobSchedulerClient client, int offered, Stub stub)
    {
        var audit = await Audit.ReadAsync(client);
        var jobs = _ledger.Jobs;
        _report.Fact("kinds", $"{string.Join(", ", _ledger.Counts.Select(count => FormattableString.Invariant($"{count.Key} {count.Value}")))}");
        _report.Fact("jobs", $"{jobs.Count} accepted, {audit.Jobs} listed with those of schedules; the stub was called {stub.Calls} times");
        var wrong = jobs.Where(job => !IsAsMeant(job.Key, job.Value.Fate, audit)).ToList();
        foreach (var (id, entry) in wrong.Take(5))
            _report.Fact("not as meant", $"{id} ({entry.Kind}): {(audit.Seen.Contains(id) ? "in another state" : "missing")}");
        foreach (var error in _ledger.Errors.Take(5))
            _report.Fact("call failed", $"{error}");
        var wanted = options.Minutes * 60 * options.Rate;
        _report.Aim("accepted jobs ended as meant", $"{jobs.Count - wrong.Count} of {jobs.Count}", wrong.Count == 0);
        _report.Aim("jobs not ended", $"{audit.Jobs - audit.Ended}", audit.Jobs == audit.Ended);
        _report.Aim("dead letters left", $"{audit.Failed}", audit.Failed == 0);
        _report.Aim("calls that failed", $"{_ledger.Errors.Count}", _ledger.Errors.Count == 0);
        _report.Aim("rate kept", $"{offered} of {wanted} offered", offered >= wanted * 0.98);
        _report.Aim("schedules fired", $"{audit.OfSchedules} jobs", audit.OfSchedules >= options.Minutes * 60);
    }

    private static bool IsAsMeant(string jobId, Fate fate, Audit audit) =>
        audit.Completed.Contains(jobId) || (fate == Fate.CancelledOrCompletes && audit.Cancelled.Contains(jobId));

    private void CheckMemory(MemorySampler memory, TimeSpan end)
    {
        var last = memory.Median(end - TimeSpan.FromSeconds(30), end) ?? memory.Last;
        _report.Fact("RSS", $"{memory.First:0} MiB at the start, {memory.Peak:0} MiB peak, {last:0} MiB in the last half minute");
        if (options.Minutes < 4)
        {
            // So short a run is all warm-up: only the bound is a fair question.
            _report.Aim("RSS", $"{memory.Peak:0} MiB peak, under {options.RssMib} MiB", memory.Peak < options.RssMib);
            return;
        }

        var second = memory.Median(Minute, 2 * Minute) ?? throw new LoadTestException("There is no memory of minute two.");
        _report.Aim("RSS", $"{second:0} MiB in minute two, {last:0} MiB at the end, at most {options.RssPercent} % above", last <= second * (1 + (options.RssPercent / 100.0)));
    }

    private void CheckLogs(SiloProcess silo, BackupRound backup, int code)
    {
        var audit = new LogAudit(_ledger);
        audit.Read(silo.LogFile, restored: false);
        if (backup.LogFile is { } restored)
            audit.Read(restored, restored: true);
        foreach (var line in audit.Unexplained.Take(10))
            _report.Fact("not explained", $"{(line.Length > 400 ? line[..400] : line)}");

        // Jobs failed as they were told to, and each said so: an audit that saw nothing has not read the log.
        _report.Aim("warnings and errors explained", $"{audit.Lines - audit.Unexplained.Count} of {audit.Lines}", audit is { Lines: > 0, Unexplained.Count: 0 });
        _report.Aim("stop at the end", $"exit code {code}", code == 0);
    }
}
