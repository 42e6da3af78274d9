namespace JobScheduler.Client;

/// <summary>One registration of a payload's type.</summary>
internal sealed record PayloadType(Type Type, string JobType);

/// <summary>Which job type a payload's type is submitted to.</summary>
internal sealed class PayloadTypes(IEnumerable<PayloadType> registrations)
{
    private readonly ILookup<Type, string> _jobTypes = registrations.Distinct().ToLookup(r => r.Type, r => r.JobType);

    /// <exception cref="InvalidOperationException">None or several are registered.</exception>
    public string JobTypeOf(Type payload)
    {
        var jobTypes = _jobTypes[payload].ToArray();
        return jobTypes.Length switch
        {
            1 => jobTypes[0],
            0 => throw new InvalidOperationException(
                $"No job type is registered for the payload type {payload}: add .AddJobType<{payload.Name}>(\"...\") to AddJobSchedulerClient."),
            _ => throw new InvalidOperationException(
                $"The payload type {payload} is registered for several job types ({string.Join(", ", jobTypes)}): "
                + "name the one that is meant with JobSubmission.Create(jobType, payload)."),
        };
    }
}
