using Xunit;

namespace JobScheduler.Tests.Engine;

/// <summary>A test of an engine: a call that never ends must not hold up the others.</summary>
internal sealed class EngineFactAttribute : FactAttribute
{
    public EngineFactAttribute() => Timeout = 120_000;
}
