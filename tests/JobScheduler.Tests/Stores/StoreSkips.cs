using System.Reflection;
using Xunit.Abstractions;

namespace JobScheduler.Tests.Stores;

/// <summary>Why tests of a class are skipped.</summary>
internal static class StoreSkips
{
    public static string? ReasonOf(ITestMethod test) => test.TestClass.Class.ToRuntimeType().GetCustomAttribute<NeedsAttribute>()?.Missing;
}
