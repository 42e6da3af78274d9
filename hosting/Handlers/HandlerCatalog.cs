using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Hosting.Handlers;

/// <summary>
/// All job types this process knows, built once from the registrations when the application starts. Does not change afterwards.
/// </summary>
internal sealed class HandlerCatalog
{
    private readonly Dictionary<string, JobTypeEntry> _byName = new(StringComparer.Ordinal);
    private readonly JsonSerializerOptions _json;

    /// <summary>Binds every registration.</summary>
    /// <exception cref="JobSchedulerConfigurationException">A name is taken twice, or a handler cannot be served; the message names it.</exception>
    public HandlerCatalog(
        IEnumerable<JobTypeRegistration> registrations, IEnumerable<PayloadJsonDefault> json, IServiceScopeFactory scopes,
        IServiceProviderIsService? isService = null)
    {
        _json = json.LastOrDefault()?.Options ?? PayloadJson.Default;
        Entries = [.. registrations.Select(r => CreateEntry(r, scopes, isService))];
        foreach (var entry in Entries)
        {
            foreach (var name in entry.Aliases.Prepend(entry.JobType))
                AddName(name, entry);
        }

        HandledTypes = [.. _byName.Where(e => e.Value.Call is not null).Select(e => e.Key).Order(StringComparer.Ordinal)];
    }

    /// <summary>Every type once, in the order of registration.</summary>
    public IReadOnlyList<JobTypeEntry> Entries { get; }

    /// <summary>Names with a handler here, aliases included, in ordinal order.</summary>
    public IReadOnlyList<string> HandledTypes { get; }

    /// <summary>The type of a name or alias; null if nobody registered it here.</summary>
    /// <param name="jobType">Any text.</param>
    public JobTypeEntry? Find(string jobType) => _byName.GetValueOrDefault(jobType);

    /// <summary>The one type that is registered for a payload type.</summary>
    /// <param name="payload">A payload's type.</param>
    /// <exception cref="InvalidOperationException">None is, or several are; the message names them.</exception>
    public JobTypeEntry FindByPayload(Type payload)
    {
        var found = Entries.Where(e => e.PayloadType == payload && !e.IsBuiltIn).ToArray();
        if (found.Length == 1)
            return found[0];
        var name = TypeNames.Of(payload);
        throw new InvalidOperationException(found.Length == 0
            ? $"No job type is registered for the payload type {name}: add .AddHandler(...) or .AddJobType<{name}>(\"...\"), or submit a JobSubmission, which names its type."
            : $"The payload type {name} belongs to several job types ({string.Join(", ", found.Select(e => e.JobType))}): submit a JobSubmission, which names one.");
    }

    private JobTypeEntry CreateEntry(JobTypeRegistration registration, IServiceScopeFactory scopes, IServiceProviderIsService? isService)
    {
        var binding = registration.Bind?.Invoke(isService);
        var payload = binding is null ? registration.SubmittedPayload : binding.PayloadType;
        var json = registration.PayloadJson ?? _json;
        json.MakeReadOnly(populateMissingResolver: true);
        CheckReadable(registration.JobType, payload, json);
        return new()
        {
            JobType = registration.JobType,
            Aliases = registration.Aliases,
            Description = registration.Description,
            Defaults = registration.Defaults,
            Retention = registration.Retention,
            Json = json,
            PayloadType = payload,
            AcceptsNull = binding?.AcceptsNull ?? (payload == typeof(RawJson) || payload is { IsValueType: true }),
            ResultType = binding?.ResultType,
            DoNotRetry = registration.DoNotRetry,
            Validator = CreateValidator(registration, payload, scopes),
            Call = binding?.Call,
            UsesServices = binding?.UsesServices ?? false,
            KeepsLogs = registration.KeepsLogs,
            IsBuiltIn = registration.IsBuiltIn,
        };
    }

    private static PayloadValidator? CreateValidator(JobTypeRegistration registration, Type? payload, IServiceScopeFactory scopes)
    {
        if (registration.Validator is not { } validator)
            return null;
        return payload is null
            ? throw new JobSchedulerConfigurationException($"Job type '{registration.JobType}' has a validator, but its handler takes no payload.")
            : new PayloadValidator(registration.JobType, payload, validator, scopes);
    }

    private static void CheckReadable(string jobType, Type? payload, JsonSerializerOptions json)
    {
        if (payload is null || payload == typeof(RawJson))
            return;
        JsonTypeInfo info;
        try
        {
            info = json.GetTypeInfo(payload);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new JobSchedulerConfigurationException(
                $"The payload {TypeNames.Of(payload)} of job type '{jobType}' cannot be read from JSON: {e.Message}");
        }

        if (info.Kind == JsonTypeInfoKind.Object && payload.IsAbstract && info.PolymorphismOptions is null)
        {
            throw new JobSchedulerConfigurationException(
                $"The handler of job type '{jobType}' takes {TypeNames.Of(payload)}, which is neither a registered service nor a type that can be read from JSON.");
        }
    }

    private void AddName(string name, JobTypeEntry entry)
    {
        if (_byName.TryAdd(name, entry))
            return;
        var other = _byName[name];
        var kind = other.IsBuiltIn ? "is built in" : other == entry ? "is named twice in one registration" : $"is also a name of '{other.JobType}'";
        throw new JobSchedulerConfigurationException(
            $"Job type '{entry.JobType}' cannot be registered: '{name}' {kind}. Every name and alias may be registered once.");
    }
}

/// <summary>How payloads and results of all job types are read and written, where a type does not say it itself.</summary>
/// <param name="Options">The options.</param>
internal sealed record PayloadJsonDefault(JsonSerializerOptions Options);
