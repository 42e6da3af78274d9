using JobScheduler.Hosting.Handlers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JobScheduler.Hosting.BuiltIn;

/// <summary>The job types every scheduler has.</summary>
internal static class BuiltInHandlers
{
    /// <summary>Registers <c>echo</c>, <c>http</c> and <c>sleep</c>.</summary>
    public static void AddTo(IServiceCollection services)
    {
        Add<EchoHandler>(services, "echo", o => o.Description = "Returns its payload, which may be any JSON.");
        Add<SleepHandler>(services, "sleep", o => o.Description = "Waits duration_ms milliseconds.");
        Add<HttpHandler>(services, "http", o =>
        {
            o.Description = "Sends an HTTP request and returns the answer.";
            o.Validator = new HttpPayloadValidator();
        });
        HttpJobs.AddTo(services);
    }

    private static void Add<THandler>(IServiceCollection services, string jobType, Action<JobHandlerOptions> configure)
        where THandler : class
    {
        services.TryAddScoped<THandler>();
        var binding = HandlerInterfaces.Bind(jobType, typeof(THandler));
        services.AddSingleton(JobTypeRegistration.Handled(jobType, _ => binding, Configure, builtIn: true));

        void Configure(JobHandlerOptions options)
        {
            configure(options);
            // Their payloads are part of the API: an application's own naming does not touch them.
            options.PayloadJson = PayloadJson.Default;
        }
    }
}
