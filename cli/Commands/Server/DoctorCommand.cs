using System.CommandLine;
using JobScheduler.Cli.Doctor;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.Server;

/// <summary><c>jobctl doctor</c>: looks at everything that goes wrong in practice, and says what to do.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandHost host)
    {
        var command = new Command("doctor", "Check the server, its store, clock and settings and the work it does, and say what is wrong. Exit code 1: something does not work");
        host.Bind(command, async (session, cancellationToken) =>
        {
            var findings = await FindAsync(session, cancellationToken);
            session.Printer.Write(Json(findings), () => View(findings));
            return findings.Any(finding => finding.Verdict == Verdict.Wrong) ? ExitCodes.Failed : ExitCodes.Done;
        });
        return command;
    }

    private static async Task<List<Finding>> FindAsync(Session session, CancellationToken cancellationToken)
    {
        var server = new ServerChecks(session.Scheduler, session.Terminal.Time);
        var findings = new List<Finding> { await server.ReachAsync(cancellationToken) };
        if (findings[0].Verdict == Verdict.Wrong)
            return findings;
        findings.Add(await server.ReadyAsync(cancellationToken));
        try
        {
            findings.AddRange(await server.ServerAsync(cancellationToken));
            findings.AddRange(await new WorkChecks(session.Scheduler.Client).AllAsync(cancellationToken));
        }
        catch (JobSchedulerException refusal)
        {
            findings.Add(Finding.Wrong("api", refusal.Message, "The API does not answer as it should: is this a scheduler of jobctl's version, and are all requests let through to it?"));
        }

        return findings;
    }

    private static TextLines View(List<Finding> findings)
    {
        var width = findings.Max(finding => finding.Check.Length) + 2;
        return new(findings.SelectMany(finding => Lines(finding, width)));
    }

    private static IEnumerable<Line> Lines(Finding finding, int width)
    {
        var (word, tone) = finding.Verdict switch
        {
            Verdict.Ok => ("ok", Tone.Good),
            Verdict.Warning => ("look", Tone.Warning),
            _ => ("wrong", Tone.Bad),
        };
        yield return new Line().Add(new Piece(word, tone), 7).Add(new Piece(finding.Check), width).Add(finding.Text);
        if (finding.Advice is { } advice)
            yield return new Line().Add(new string(' ', width + 7)).Add("-> " + advice, Tone.Strong);
    }

    private static ReadOnlyMemory<byte> Json(List<Finding> findings) => JsonOutput.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("checks");
        foreach (var finding in findings)
        {
            writer.WriteStartObject();
            writer.WriteString("check", finding.Check);
            writer.WriteString("verdict", Words.Of(finding.Verdict));
            writer.WriteString("text", finding.Text);
            writer.WriteString("advice", finding.Advice);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
