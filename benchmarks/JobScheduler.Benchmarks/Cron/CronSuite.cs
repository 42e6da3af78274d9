using System.Diagnostics;
using JobScheduler.Benchmarks.Results;
using JobScheduler.Benchmarks.Running;
using JobScheduler.Grains.Core.Cron;
using NCrontab;

namespace JobScheduler.Benchmarks.Cron;

/// <summary>
/// Our cron engine beside Quartz's CronExpression and NCrontab.Signed: reading an expression and finding the next time. Quartz and ours
/// work in Europe/Berlin; NCrontab knows no time zones, so it has the easier task. The three take turns within each round, and figures are
/// medians of the rounds; a factor over 1 says that ours is the faster.
/// </summary>
internal sealed class CronSuite : ISuite
{
    private const int WarmUpMs = 400;

    // Many short rounds: a median of them is little disturbed by what else the machine does.
    private const int Rounds = 101;
    private const int Parses = 1_000;
    private const int Nexts = 10_000;

    // Ours and NCrontab's seconds come first as Quartz's do; "?" is Quartz's own need.
    private static readonly (string What, string Ours, string Quartz, string NCrontab)[] Expressions =
    [
        ("every five minutes", "*/5 * * * *", "0 0/5 * * * ?", "0 */5 * * * *"),
        ("every ten seconds", "*/10 * * * * *", "0/10 * * * * ?", "*/10 * * * * *"),
        ("at 02:30", "30 2 * * *", "0 30 2 * * ?", "0 30 2 * * *"),
        ("each quarter of office hours", "*/15 9-17 * * MON-FRI", "0 0/15 9-17 ? * MON-FRI", "0 */15 9-17 * * MON-FRI"),
        ("first of January and July", "0 0 1 1,7 *", "0 0 0 1 1,7 ?", "0 0 0 1 1,7 *"),
        ("29 February", "0 0 29 2 *", "0 0 0 29 2 ?", "0 0 0 29 2 *"),
        ("last day of the month", "0 0 L * *", "0 0 0 L * ?", ""),
        ("third Friday of the month", "0 0 * * 5#3", "0 0 0 ? * 6#3", ""),
    ];

    public string Name => "cron";

    public string Description => "cron expressions: parse and next, beside Quartz 4.7.3 and NCrontab.Signed 3.3.2";

    public async Task RunAsync(SuiteRun run)
    {
        if (!CronZone.TryGet("Europe/Berlin", out var zone, out var error))
        {
            throw new InvalidOperationException(error);
        }

        var table = new Table("Cron expressions, ns per operation", "operation", "ours", "bytes", "Quartz", "bytes", "times ours", "NCrontab", "bytes", "times ours");
        table.Note($"{Rounds} rounds in one process, the three in turn; bytes are those allocated per operation");
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        foreach (var e in Expressions)
        {
            Compare(table, "parse, " + e.What, Parses,
                n => Repeat(n, () => CronExpression.Parse(e.Ours)),
                n => Repeat(n, () => new Quartz.CronExpression(e.Quartz, berlin)),
                e.NCrontab == "" ? null : n => Repeat(n, () => CrontabSchedule.Parse(e.NCrontab, new() { IncludingSeconds = true })));
        }

        foreach (var e in Expressions)
        {
            var ours = CronExpression.Parse(e.Ours).In(zone);
            var quartz = new Quartz.CronExpression(e.Quartz, berlin);
            var ncrontab = e.NCrontab == "" ? null : CrontabSchedule.Parse(e.NCrontab, new() { IncludingSeconds = true });
            Compare(table, "next, " + e.What, Nexts,
                n => Walk(ours, n),
                n => Walk(quartz, n),
                ncrontab is null ? null : n => Walk(ncrontab, n));
        }

        Measure1000(table, zone);
        MeasureZone(table);
        await run.Report.AddAsync(table);
    }

    /// <summary>A preview: parse, bind, 1000 times, notes and description.</summary>
    private static void Measure1000(Table table, CronZone zone)
    {
        var times = new long[1000];
        Compare(table, "preview of 1,000 times with notes", 20, n =>
        {
            for (var i = 0; i < n; i++)
            {
                var recurrence = CronExpression.Parse("*/15 9-17 * * MON-FRI").In(zone);
                for (long j = 0, at = 1_800_000_000_000; j < times.Length; j++)
                {
                    times[j] = at = recurrence.Next(at)!.Value;
                }

                _ = recurrence.Notes(times).Count + recurrence.Describe().Length;
            }

            return n;
        }, null, null);
    }

    private static void MeasureZone(Table table) => Compare(table, "a zone's clock changes, first use", 1, n => Repeat(n, () =>
    {
        TimeZoneInfo.ClearCachedData();
        return CronZone.From(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
    }), null, null);

    private static int Repeat(int times, Func<object> operation)
    {
        for (var i = 0; i < times; i++)
        {
            GC.KeepAlive(operation());
        }

        return times;
    }

    // Each walks from time to time and begins again where the years end, as a schedule does. Answers how many times it found.
    private static int Walk(Recurrence recurrence, int times)
    {
        const long Start = 1_700_000_000_000;
        var at = Start;
        for (var i = 0; i < times; i++)
        {
            at = recurrence.Next(at) is { } next and < 4_000_000_000_000 ? next : Start;
        }

        GC.KeepAlive(at);
        return times;
    }

    private static int Walk(Quartz.CronExpression expression, int times)
    {
        var (start, end) = (DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000), DateTimeOffset.FromUnixTimeMilliseconds(4_000_000_000_000));
        var at = start;
        for (var i = 0; i < times; i++)
        {
            at = expression.GetNextValidTimeAfter(at) is { } next && next < end ? next : start;
        }

        GC.KeepAlive(at);
        return times;
    }

    private static int Walk(CrontabSchedule schedule, int times)
    {
        var (start, end) = (DateTime.UnixEpoch.AddMilliseconds(1_700_000_000_000), DateTime.UnixEpoch.AddMilliseconds(4_000_000_000_000));
        var at = start;
        for (var i = 0; i < times; i++)
        {
            at = schedule.GetNextOccurrence(at) is var next && next < end ? next : start;
        }

        GC.KeepAlive(at);
        return times;
    }

    private static void Compare(Table table, string what, int times, Func<int, int> ours, Func<int, int>? quartz, Func<int, int>? ncrontab)
    {
        Func<int, int>?[] bodies = [ours, quartz, ncrontab];
        var rounds = bodies.Select(_ => new List<(double Time, double Bytes)>()).ToArray();
        foreach (var body in bodies.OfType<Func<int, int>>())
        {
            // Long enough for the just-in-time compiler to have made its best code.
            for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalMilliseconds < WarmUpMs;)
            {
                body(times);
            }
        }

        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < bodies.Length; i++)
            {
                if (bodies[i] is { } body)
                {
                    var bytes = GC.GetAllocatedBytesForCurrentThread();
                    var start = Stopwatch.GetTimestamp();
                    var count = body(times);
                    var time = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
                    rounds[i].Add((time / count, (double)(GC.GetAllocatedBytesForCurrentThread() - bytes) / count));
                }
            }
        }

        var figures = rounds.Select(r => (Time: new Figure([.. r.Select(x => x.Time)], "ns"), Bytes: Figure.MedianOf(r.Select(x => x.Bytes)))).ToArray();
        table.Add(
        [
            what, figures[0].Time, Bytes(figures[0].Bytes),
            .. figures.Skip(1).SelectMany(f => f.Time.Runs.Count == 0
                ? new Cell[] { "-", "-", "-" }
                : [f.Time, Bytes(f.Bytes), new Figure([f.Time.Median / figures[0].Time.Median])]),
        ]);
    }

    private static Figure Bytes(double bytes) => new([Math.Floor(bytes)], "B");
}
