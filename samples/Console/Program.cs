// A scheduler inside a console application: dotnet run --project samples/Console [-- --Data some.db]
using JobScheduler;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddJobScheduler()
    .UseSqlite(builder.Configuration["Data"] ?? "data/console.db")
    .AddHandler("greet", (Greet greet, JobContext job) => new Greeting($"Hello {greet.Name}, this is attempt {job.Attempt}"));

using var host = builder.Build();
await host.StartAsync();

var jobs = host.Services.GetRequiredService<IJobSchedulerClient>();
var submitted = await jobs.SubmitAsync(new Greet("Ana"), job => job with { Delay = TimeSpan.FromMilliseconds(200) });
var done = await jobs.WaitAsync(submitted.Job.JobId);
Console.WriteLine($"{done.State}: {done.Result?.Deserialize<Greeting>()?.Text}");

await host.StopAsync();

internal sealed record Greet(string Name);

internal sealed record Greeting(string Text);
