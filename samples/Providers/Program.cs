// Four job types that ask providers on the web: dotnet run --project samples/Providers [-- --Data some.db]
// The providers' stand-in, which needs no network: dotnet run --project samples/Providers -- stub --urls http://127.0.0.1:8090
// Both, with one job of each type: samples/Providers/run
using JobScheduler;
using JobScheduler.Samples.Providers;
using JobScheduler.Samples.Providers.Jobs;
using JobScheduler.Samples.Providers.Stub;

if (args is ["stub", .. var rest])
{
    StubServer.Create(rest).Run();
    return;
}

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
var settings = builder.Configuration.GetSection("Providers").Get<ProviderSettings>() ?? new();
builder.Services.AddJobScheduler()
    .UseSqlite(builder.Configuration["Data"] ?? "data/providers.db")
    .AddProvider<WeatherProvider, WeatherRequest, WeatherAnswer, Weather>("weather", settings, settings.Weather)
    .AddProvider<QuoteProvider, QuoteRequest, QuoteAnswer, Quote>("quote", settings, settings.Quote)
    .AddProvider<ExchangeRateProvider, ExchangeRateRequest, ExchangeRateAnswer, ExchangeRate>("exchange_rate", settings, settings.ExchangeRate)
    .AddProvider<GithubUserProvider, GithubUserRequest, GithubUserAnswer, GithubUser>("github_user", settings, settings.GithubUser)
    .BindConfiguration(builder.Configuration.GetSection("JobScheduler"));

var app = builder.Build();
app.MapJobScheduler();
app.Run();
