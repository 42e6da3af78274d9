// A scheduler inside a web application, its API below /jobs: dotnet run --project samples/WebApp [-- --Data some.db]
// The application's own JSON stays as it is, camelCase; what lies below /jobs is snake_case.
using JobScheduler;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddJobScheduler()
    .UseSqlite(builder.Configuration["Data"] ?? "data/webapp.db")
    .AddHandler<SendMailHandler>("mail.send");

var app = builder.Build();
app.MapPost("/orders/{orderId}/mail", async (int orderId, IJobSchedulerClient jobs) =>
{
    var submitted = await jobs.SubmitAsync(new SendMail($"order-{orderId}@example.org"));
    return new OrderMail(orderId, submitted.Job.JobId);
});
app.MapJobScheduler("/jobs");
app.Run();

internal sealed record SendMail(string ToAddress);

internal sealed record OrderMail(int OrderId, string JobId);

internal sealed class SendMailHandler : IJobHandler<SendMail>
{
    public Task<JobOutcome> HandleAsync(SendMail payload, JobContext context, CancellationToken cancellationToken)
    {
        Console.WriteLine($"mail to {payload.ToAddress}");
        return Task.FromResult(JobOutcome.Completed);
    }
}
