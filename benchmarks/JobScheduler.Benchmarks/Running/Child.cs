using System.Text.Json;
using JobScheduler.Benchmarks.Contenders;

namespace JobScheduler.Benchmarks.Running;

/// <summary>The child's side: measures once and prints the result.</summary>
internal static class Child
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var arguments = ChildArguments.Parse(args);
        var measurement = Measurements.Find(arguments.Measurement);
        Measured measured;
        await using (var contender = AllContenders.Create(arguments.Contender))
        {
            measured = await measurement(contender, arguments);
            measured = measured with { Settings = contender.Settings, Durability = contender.Durability };
        }

        // Last, so that nothing a scheduler prints at its end comes after it.
        Console.WriteLine();
        Console.WriteLine(JsonSerializer.Serialize(measured, Json));
        return 0;
    }
}
