// Talks HTTP to a scheduler that runs elsewhere: dotnet run --project samples/HttpClient [-- http://127.0.0.1:8080]
using JobScheduler;
using Microsoft.Extensions.DependencyInjection;

var services = new ServiceCollection();
services.AddJobSchedulerClient(o => o.BaseAddress = new Uri(args.Length > 0 ? args[0] : "http://127.0.0.1:8080"))
    .AddJobType<Order>("echo");
await using var provider = services.BuildServiceProvider();
var jobs = provider.GetRequiredService<IJobSchedulerClient>();

var submitted = await jobs.SubmitAsync(new Order(17, "Ana"), job => job with { Delay = TimeSpan.FromMilliseconds(200), Tags = ["sample"] });
Console.WriteLine($"submitted {submitted.Job.JobId}, {submitted.Job.State}");

var done = await jobs.WaitAsync(submitted.Job.JobId);
Console.WriteLine($"{done.State} in attempt {done.Attempt}: {done.Result?.Deserialize<Order>()}");

internal sealed record Order(int OrderId, string CustomerName);
