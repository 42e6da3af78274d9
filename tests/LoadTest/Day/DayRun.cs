namespace JobScheduler.LoadTest.Day;

internal sealed class DayRun(LoadOptions options, string data, TimeProvider time)
{
    public Task<LoadReport> RunAsync() => throw new LoadTestException($"not yet {options} {data} {time}");
}
