using JobScheduler.Http.Limits;
using JobScheduler.Http.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Http;

/// <summary>One request on its way through an endpoint.</summary>
/// <param name="context">The request.</param>
/// <param name="gateway">What all requests share.</param>
/// <param name="passage">The request under the limits.</param>
/// <param name="query">Its query parameters, all of them known to the route.</param>
internal sealed class ApiCall(HttpContext context, Gateway gateway, Passage passage, QueryParameters query)
{
    public HttpContext Context => context;

    public Gateway Gateway => gateway;

    public Passage Passage => passage;

    public QueryParameters Query => query;

    /// <summary>The scheduler is read-only here, and of this route only a dry run is carried out.</summary>
    public bool IsDryRunOnly { get; init; }

    public CancellationToken Aborted => context.RequestAborted;

    public IJobSchedulerClient Client { get; } = context.RequestServices.GetRequiredService<IJobSchedulerClient>();

    /// <summary>The job the path names; an id that no job can have is answered 404 here, however odd it is.</summary>
    /// <exception cref="JobNotFoundException">No job has such an id.</exception>
    public string JobId
    {
        get
        {
            var jobId = RouteValue("job_id");
            return Names.IsJobId(jobId) ? jobId : throw new JobNotFoundException(jobId);
        }
    }

    /// <summary>The schedule the path names; an id that no schedule can have is answered 404 here, however odd it is.</summary>
    /// <exception cref="ScheduleNotFoundException">No schedule has such an id.</exception>
    public string ScheduleId
    {
        get
        {
            var id = RouteValue("id");
            return Names.IsName(id) ? id : throw new ScheduleNotFoundException(id);
        }
    }

    public string RouteValue(string name) => context.Request.RouteValues[name] as string ?? "";
}
