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
        try
        {
            var measured = await MeasureAsync(ChildArguments.Parse(args));

            // Last, so that nothing a scheduler prints at its end comes after it.
            Console.WriteLine();
            Console.WriteLine(JsonSerializer.Serialize(measured, Json));
            return 0;
        }
        catch (BenchmarkException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
    }

    private static async Task<Measured> MeasureAsync(ChildArguments arguments)
    {
        var measurement = Measurements.Find(arguments.Measurement);
        await using var contender = AllContenders.Create(arguments.Contender);
        var measured = await measurement(contender, arguments);
        return measured with { Settings = contender.Settings, Durability = contender.Durability };
    }
}
