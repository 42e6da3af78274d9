namespace JobScheduler.FaultTest.Node;

/// <summary>Waits that say what was waited for.</summary>
internal static class Waiting
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    public static async Task Within(this Task task, string phase)
    {
        try
        {
            await task.WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"{phase}: not within {Patience.TotalSeconds} s.");
        }
    }

    public static async Task<T> Within<T>(this Task<T> task, string phase)
    {
        await Within((Task)task, phase);
        return await task;
    }

    /// <summary>For what nobody signals: looks again and again.</summary>
    public static async Task Until(Func<Task<bool>> holds, string phase)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"{phase}: not within {Patience.TotalSeconds} s.");
            await Pause(LookEvery);
        }
    }

    public static Task Until(Func<bool> holds, string phase) => Until(() => Task.FromResult(holds()), phase);

    public static Task Pause(TimeSpan time) => Task.Delay(time, TimeProvider.System);
}
