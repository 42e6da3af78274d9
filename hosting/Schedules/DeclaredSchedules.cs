using System.Globalization;
using JobScheduler.Hosting.Handlers;
using JobScheduler.Hosting.Registration;
using Microsoft.Extensions.Configuration;

namespace JobScheduler.Hosting.Schedules;

/// <summary>All schedules that are declared in code and in the configuration, checked. The configuration changes what the code declares.</summary>
internal sealed class DeclaredSchedules(
    IEnumerable<DeclaredSchedule> declared, IEnumerable<SettingsSource> sources, ScheduleSettings settings, HandlerCatalog catalog, ScheduleResolver resolver)
{
    private IReadOnlyList<ScheduleSubmission>? _all;

    /// <summary>The schedules in the order of their declaration.</summary>
    /// <exception cref="JobSchedulerConfigurationException">Something is wrong; the message names every setting and declaration.</exception>
    public IReadOnlyList<ScheduleSubmission> All => _all ??= Collect();

    private List<ScheduleSubmission> Collect()
    {
        var problems = new List<string>();
        var schedules = new List<ScheduleSubmission>();
        var sections = sources.SelectMany(source => source.Root.GetSection(ScheduleSettings.Section).GetChildren()).ToList();
        foreach (var twice in declared.GroupBy(d => d.Id, StringComparer.Ordinal).Where(group => group.Count() > 1))
            problems.Add($"{CallOf(twice.Key)} stands there {twice.Count()} times: a schedule is declared once.");
        foreach (var each in declared.DistinctBy(d => d.Id, StringComparer.Ordinal))
            Collect(each.Id, each, [.. sections.Where(section => Is(section, each.Id))], schedules, problems);
        foreach (var group in sections.Where(section => !declared.Any(d => Is(section, d.Id))).GroupBy(section => section.Key, StringComparer.OrdinalIgnoreCase))
            Collect(group.Key, null, [.. group], schedules, problems);
        return problems.Count == 0 ? schedules : throw new JobSchedulerConfigurationException(string.Join(Environment.NewLine, problems));
    }

    private void Collect(
        string id, DeclaredSchedule? code, List<IConfigurationSection> sections, List<ScheduleSubmission> schedules, List<string> problems)
    {
        var before = problems.Count;
        var schedule = Declare(id, code, problems);
        foreach (var section in sections)
            schedule = settings.Change(schedule, Values(section));
        foreach (var (key, value) in new[] { ("Cron", schedule.Cron), ("JobType", schedule.Job.JobType) })
        {
            if (code is null && value.Length == 0)
                problems.Add($"{sections[0].Path}:{key} is required.");
        }

        if (problems.Count > before)
            return;
        schedules.Add(schedule);
        try
        {
            resolver.Resolve(schedule);
        }
        catch (JobSchedulerException e)
        {
            foreach (var (path, messages) in ErrorsOf(e))
                problems.Add($"{NameOf(id, path, code, sections)} {string.Join(", ", messages)}");
        }
    }

    private ScheduleSubmission Declare(string id, DeclaredSchedule? code, List<string> problems)
    {
        try
        {
            if (code is not null)
                return code.Declare(catalog);
        }
        catch (InvalidOperationException e)
        {
            // No job type, or several, for the payload's type.
            problems.Add($"{CallOf(id)}: {e.Message}");
        }

        return new ScheduleSubmission { Id = id, Cron = "", Job = new() { JobType = "" } };
    }

    // Lists come in the order of their elements: the configuration compares numbers as numbers.
    private static IEnumerable<KeyValuePair<string, string?>> Values(IConfigurationSection section) =>
        section.GetChildren().SelectMany(child => child.GetChildren().Any()
            ? child.GetChildren().Select(item => KeyValuePair.Create($"{child.Key}:{item.Key}", item.Value))
            : [KeyValuePair.Create(child.Key, child.Value)]);

    private static IReadOnlyDictionary<string, string[]> ErrorsOf(JobSchedulerException refusal) => refusal switch
    {
        CronException e => e.Errors,
        JobValidationException e => e.Errors,
        MalformedRequestException e => e.Errors,
        _ => new Dictionary<string, string[]> { ["job.payload"] = [refusal.Message] },
    };

    /// <summary>Who said it: the setting, if the configuration has it, else the call.</summary>
    private static string NameOf(string id, string path, DeclaredSchedule? code, List<IConfigurationSection> sections)
    {
        var key = SettingOf(path);
        var section = sections.FindLast(candidate => candidate.GetSection(key).Value is not null || candidate.GetSection(key).GetChildren().Any());
        return section is not null || code is null ? $"{(section ?? sections[0]).Path}:{key}" : $"{CallOf(id)}: {path}";
    }

    /// <summary><c>job.timeout_ms</c> is Timeout, <c>exclude[1]</c> is Exclude:1, <c>job.payload.city</c> is Payload.</summary>
    private static string SettingOf(string path)
    {
        var name = path.StartsWith("job.", StringComparison.Ordinal) ? path[4..] : path;
        var end = name.AsSpan().IndexOfAny('.', '[', '\'');
        var rest = end < 0 ? "" : name[end..];
        name = end < 0 ? name : name[..end];
        if (name.EndsWith("_ms", StringComparison.Ordinal))
            name = name[..^3];
        var pascal = string.Concat(name.Split('_').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
        return name is "exclude" or "tags" && rest.StartsWith('[')
            ? string.Create(CultureInfo.InvariantCulture, $"{pascal}:{rest.Trim('[', ']')}") : pascal;
    }

    private static bool Is(IConfigurationSection section, string id) => section.Key.Equals(id, StringComparison.OrdinalIgnoreCase);

    private static string CallOf(string id) => $"AddSchedule(\"{id}\")";
}
