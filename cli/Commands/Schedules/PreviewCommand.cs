using System.CommandLine;
using System.Globalization;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.Schedules;

/// <summary><c>jobctl schedules preview</c>: when an expression fires; nothing is stored.</summary>
internal static class PreviewCommand
{
    public static Command Create(CommandHost host)
    {
        var time = Times.Parser(host.Terminal.Time);
        var cron = new Argument<string>("cron") { Description = "The expression: '30 2 * * *', '@daily', '@every 90s'" };
        var zone = new Option<string>("--time-zone", "-z") { Description = "Its time zone", HelpName = "zone", DefaultValueFactory = _ => "UTC" };
        var count = new Option<int>("--count", "-n") { Description = "How many times", HelpName = "number", DefaultValueFactory = _ => 5 };
        var from = new Option<DateTimeOffset?>("--from") { Description = "Times after this one; default now", HelpName = "time", CustomParser = time };
        var start = new Option<DateTimeOffset?>("--start-at") { Description = "As in the schedule", HelpName = "time", CustomParser = time };
        var end = new Option<DateTimeOffset?>("--end-at") { Description = "As in the schedule", HelpName = "time", CustomParser = time };
        var exclude = new Option<string[]>("--exclude") { Description = "A cron expression or date (2026-12-24) that is left out; may be given again", HelpName = "cron|date" };
        var phase = new Option<TimeSpan?>("--phase") { Description = "Moves the times of @every", HelpName = "duration", CustomParser = Durations.Optional };
        var id = new Option<string?>("--id") { Description = "The schedule's id, which H in an expression depends on", HelpName = "id" };
        var command = new Command("preview", "Show when a cron expression fires, in words and times") { cron, zone, count, from, start, end, exclude, phase, id };
        host.Bind(command, async (session, cancellationToken) =>
        {
            var parse = session.Parse;
            var request = new SchedulePreviewRequest
            {
                Cron = parse.GetRequiredValue(cron),
                TimeZone = parse.GetRequiredValue(zone),
                Count = parse.GetValue(count),
                From = parse.GetValue(from),
                StartAt = parse.GetValue(start),
                EndAt = parse.GetValue(end),
                Exclude = parse.GetValue(exclude) ?? [],
                Phase = parse.GetValue(phase) ?? TimeSpan.Zero,
                Id = parse.GetValue(id),
            };
            var answer = await session.Scheduler.AskAsync(client => client.PreviewScheduleAsync(request, cancellationToken));
            session.Printer.Write(answer.Json, () => View(answer.Value, session.Now));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Stack View(SchedulePreview preview, DateTimeOffset now)
    {
        var times = new TextTable("LOCAL", "UTC", "");
        foreach (var (local, utc) in preview.NextLocal.Zip(preview.Next))
            times.Add(local.ToString("ddd yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture), Human.Time(utc), Human.Distance(utc, now));
        var stack = new Stack().Add(new TextLines([new Line(preview.Description)]));
        stack.Add(preview.Next.Count > 0 ? times : new TextLines([new Line("It does not fire any more.")]));
        return preview.Notes.Count == 0 ? stack : stack.Add(new TextLines(preview.Notes.Select(note => new Line(new Piece(CleanText.Of(note), Tone.Warning)))));
    }
}
