namespace JobScheduler.Samples.Providers.Stub;

/// <summary>
/// Stands in for the four providers: <c>/weather</c>, <c>/quote</c>, <c>/exchange_rate</c> and <c>/github_user</c> answer what the real
/// ones would, always the same. <c>PUT /faults/{provider}?kind=429&amp;times=2</c> orders a fault for its next requests,
/// <c>DELETE /faults/{provider}</c> answers those that are held.
/// </summary>
internal static class StubServer
{
    private static readonly string[] Known = ["weather", "quote", "exchange_rate", "github_user"];

    public static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton<StubFaults>();
        var app = builder.Build();
        app.MapPut("/faults/{provider}", (string provider, string kind, int? times, StubFaults faults) =>
            Known.Contains(provider) && StubFaults.Kinds.Contains(kind)
                ? Results.Ok(faults.Order(provider, kind, times ?? 1))
                : Results.BadRequest($"providers: {string.Join(", ", Known)}; kinds: {string.Join(", ", StubFaults.Kinds)}"));
        app.MapDelete("/faults/{provider}", (string provider, StubFaults faults) => faults.LetGo(provider));
        Provider(app, "weather").MapGet("data/2.5/weather", Weather);
        Provider(app, "quote").MapGet("random", Quote);
        Provider(app, "exchange_rate").MapGet("latest", ExchangeRate);
        Provider(app, "github_user").MapGet("users/{login}", GithubUser);
        return app;
    }

    private static RouteGroupBuilder Provider(WebApplication app, string name)
    {
        var faults = app.Services.GetRequiredService<StubFaults>();
        return app.MapGroup(name).AddEndpointFilter((call, next) => faults.ServeAsync(name, call, next));
    }

    private static IResult Weather(string q, string units) => q.StartsWith("Nowhere,", StringComparison.Ordinal)
        ? Results.NotFound(new { message = "city not found" })
        : Results.Ok(new
        {
            main = new { temp = units == "metric" ? 11.5 : 52.7, humidity = 81 },
            weather = new[] { new { description = "light rain" } },
            wind = new { speed = units == "metric" ? 5 : 11.2 },
        });

    private static IResult Quote(int maxLength, string? tags) => tags == "nothing" || maxLength < 24
        ? Results.NotFound()
        : Results.Ok(new { content = "Well begun is half done.", author = "Aristotle", tags = new[] { "wisdom" } });

    private static IResult ExchangeRate(string @base, string symbols) => symbols == "XXX"
        ? Results.NotFound()
        : Results.Ok(new { @base, date = "2026-11-20", rates = new Dictionary<string, decimal> { [symbols] = 1.0825m } });

    private static IResult GithubUser(string login) => login == "nobody"
        ? Results.NotFound()
        : Results.Ok(new { login, name = (string?)null, html_url = $"https://github.com/{login}", public_repos = 8, followers = 42, created_at = "2011-01-25T18:44:36Z" });
}
