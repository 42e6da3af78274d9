namespace JobScheduler.Tests.Engine;

/// <summary>The grain classes of these tests (Orleans finds them by itself).</summary>
internal static class TestGrains
{
    public static EmbeddedEngineOptions AddTo(EmbeddedEngineOptions options) => options
        .AddGrain<PlainActorGrain>()
        .AddGrain<ReentrantActorGrain>()
        .AddGrain<KeptActorGrain>()
        .AddGrain<NumberedGrain>()
        .AddGrain<DelicateGrain>()
        .AddGrain<TickingGrain>();
}
