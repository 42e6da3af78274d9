// Runs the real engine, grains and core on one deterministic thread with virtual time over a store that fails:
//   dotnet run -c Release --project tests/Simulation -- --seeds 2000
using JobScheduler.Simulation;

if (SimArguments.Parse(args, out var problem) is not { } arguments)
{
    await Console.Error.WriteLineAsync($"{problem}\n\n{SimArguments.Help}");
    return 2;
}

if (arguments.ShowHelp)
{
    Console.WriteLine(SimArguments.Help);
    return 0;
}

return SimProgram.Run(arguments, Console.Out, TimeProvider.System);
