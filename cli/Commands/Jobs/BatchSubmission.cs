using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.Jobs;

/// <summary>Submits the jobs of a file, as many at a time as the server takes.</summary>
internal static class BatchSubmission
{
    private const int MostAtOnce = 1000;

    public static async Task<int> RunAsync(Session session, string file, bool quiet, CancellationToken cancellationToken)
    {
        var name = InputText.NameOf(file);
        var jobs = SourceDocument.Read(name, await InputText.ReadAsync(file, session.Terminal, cancellationToken)).Select(SubmissionDocument.Read).ToList();
        var entries = await session.Messages.ProgressAsync($"Submitting {Human.Of(jobs.Count, "job")}", bar => SubmitAsync(session, jobs, bar, cancellationToken));
        if (quiet)
            session.Printer.WriteWords(entries.Select(entry => entry.JobId));
        else
            session.Printer.Write(Json(entries), () => Table(entries));
        session.Messages.Say($"{Human.Of(entries.Count(entry => entry.Created), "job")} submitted, {entries.Count(entry => !entry.Created)} known before.", Tone.Faint);
        return ExitCodes.Done;
    }

    private static async Task<List<BatchEntry>> SubmitAsync(
        Session session, List<JobSubmission> jobs, IProgress<Step> progress, CancellationToken cancellationToken)
    {
        var entries = new List<BatchEntry>();
        foreach (var some in jobs.Chunk(MostAtOnce))
        {
            try
            {
                entries.AddRange((await session.Scheduler.AskAsync(client => client.SubmitBatchAsync(some, null, cancellationToken))).Value);
            }
            catch (Exception) when (entries.Count > 0)
            {
                // Ids of what is stored are not to be lost with the rest.
                session.Messages.Say($"{Human.Of(entries.Count, "job")} of {jobs.Count} were submitted before this; the last is {entries[^1].JobId}.", Tone.Warning);
                throw;
            }

            progress.Report(new($"Submitting {entries.Count} of {jobs.Count} jobs", entries.Count, jobs.Count));
        }

        return entries;
    }

    private static ReadOnlyMemory<byte> Json(List<BatchEntry> entries) => JsonOutput.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("jobs");
        foreach (var (jobId, created) in entries)
        {
            writer.WriteStartObject();
            writer.WriteString("job_id", jobId);
            writer.WriteBoolean("created", created);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static TextTable Table(List<BatchEntry> entries)
    {
        var table = new TextTable("JOB", "CREATED");
        foreach (var (jobId, created) in entries)
            table.Add(jobId, created ? "yes" : "no");
        return table;
    }
}
