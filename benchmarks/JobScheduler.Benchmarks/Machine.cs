using System.Runtime.InteropServices;

namespace JobScheduler.Benchmarks;

/// <summary>What figures were measured on; without it they mean nothing.</summary>
internal static class Machine
{
    public static void Print()
    {
#if DEBUG
        Console.WriteLine("A debug build: these figures mean nothing. Use -c Release.");
#endif
        Console.WriteLine(
            $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, "
            + $"{Environment.ProcessorCount} cores");
    }
}
