using Xunit;

namespace JobScheduler.Tests.Deploy;

/// <summary>The check itself finds what it is there for.</summary>
public sealed class ManifestSchemaTests
{
    private const string Budget = """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata:
          name: silo
        spec:
          maxUnavailable: 1
          selector:
            matchLabels:
              app: silo
        """;

    [Fact]
    public void Problems_OfAProperDocument_AreNone() => Assert.Empty(Problems(Budget));

    [Theory]
    [InlineData("policy/v1", "policy/v1beta1", "apiVersion of a PodDisruptionBudget: 'policy/v1beta1' is not policy/v1")]
    [InlineData("kind: PodDisruptionBudget", "kind: PodBudget", "kind: 'PodBudget' is not known")]
    [InlineData("maxUnavailable: 1", "maxUnavailible: 1", "PodDisruptionBudget.spec.maxUnavailible is not known")]
    [InlineData("maxUnavailable: 1", "maxUnavailable: \"1\"", "PodDisruptionBudget.spec.maxUnavailable: '1' is no int")]
    [InlineData("app: silo", "app: true", "PodDisruptionBudget.spec.selector.matchLabels.app: 'true' is no text")]
    [InlineData("name: silo", "labels: {}", "PodDisruptionBudget.metadata: name is missing")]
    [InlineData("matchLabels:", "matchLabel:", "PodDisruptionBudget.spec.selector.matchLabel is not known", "PodDisruptionBudget.spec.selector: matchLabels is missing")]
    public void Problems_OfAMistake_NameItAndItsPlace(string right, string wrong, params string[] problems) =>
        Assert.Equal(problems, Problems(Budget.Replace(right, wrong, StringComparison.Ordinal)));

    private static IEnumerable<string> Problems(string yaml) => ManifestSchema.Default.Problems(Assert.Single(Yaml.Parse(yaml)));
}
