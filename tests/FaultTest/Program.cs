// Injects the faults that machines have, one kind after the other, and checks what became of every promise:
//   dotnet run -c Release --project tests/FaultTest
//   dotnet run -c Release --project tests/FaultTest -- --only power-cut --cuts 500 --seed 7
using JobScheduler.FaultTest;

if (FaultOptions.Parse(args, out var problem) is not { } options || (problem = FaultRun.Unknown(options)) is not null)
{
    await Console.Error.WriteLineAsync($"{problem}\n\n{FaultOptions.Help}");
    return 2;
}

return await FaultRun.RunAsync(options, Console.Out, TimeProvider.System);
