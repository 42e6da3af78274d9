using Xunit;

namespace JobScheduler.Tests.Http.Metrics;

/// <summary>What one scrape answered, read strictly.</summary>
internal sealed class Scrape
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private Scrape(IReadOnlyList<SampleFamily> families) => Families = families;

    public IReadOnlyList<SampleFamily> Families { get; }

    public static async Task<Scrape> OfAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("metrics");
        Assert.Equal((200, ContentType), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.ToString()));
        return new Scrape(PrometheusTextReader.Read(await answer.Content.ReadAsStringAsync()));
    }

    public IEnumerable<Sample> Samples(string name) => Families.SelectMany(family => family.Samples).Where(sample => sample.Name == name);

    /// <summary>The one sample of a name with these labels; null if there is none.</summary>
    public double? Find(string name, params (string Name, string Value)[] labels) =>
        Samples(name).SingleOrDefault(sample => sample.Labels.Count == labels.Length && labels.All(label => sample[label.Name] == label.Value))?.Value;

    public double Sum(string name, params (string Name, string Value)[] labels) =>
        Samples(name).Where(sample => labels.All(label => sample[label.Name] == label.Value)).Sum(sample => sample.Value);
}
