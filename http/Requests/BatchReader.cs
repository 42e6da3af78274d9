using System.Text.Json;

namespace JobScheduler.Http.Requests;

/// <summary>Reads a batch of submissions.</summary>
internal static class BatchReader
{
    /// <summary>Entries of one batch; the shape of more is not even looked at.</summary>
    public const int MaxJobs = 1000;

    public static List<JobSubmission>? Read(JsonElement root, RequestErrors errors)
    {
        List<JobSubmission>? jobs = null;
        var given = false;
        foreach (var field in Field.Of(root, "", errors))
        {
            if (field.Name != "jobs")
            {
                field.Unknown();
                continue;
            }

            given = !field.IsNull;
            jobs = ReadJobs(field, errors);
        }

        if (!given && root.ValueKind is JsonValueKind.Object)
            errors.Malformed("jobs", "is required");
        return jobs;
    }

    private static List<JobSubmission>? ReadJobs(Field field, RequestErrors errors)
    {
        if (field.Elements() is not { } elements)
            return null;
        if (elements.Count > MaxJobs)
            errors.Invalid(field.Path, $"must hold 1 to {MaxJobs} jobs");
        return [.. elements.Take(MaxJobs).Select(element => element.Submission()).OfType<JobSubmission>()];
    }
}
