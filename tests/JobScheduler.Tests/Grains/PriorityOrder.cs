using Xunit;

namespace JobScheduler.Tests.Grains;

/// <summary>
/// In which order attempts of different priorities are entered. Claims made ahead of the slots are not taken back for better ones, and
/// what is claimed together may arrive in any order; so a job may be passed by as many worse ones as may be claimed ahead, and no more.
/// </summary>
internal static class PriorityOrder
{
    /// <summary>Lets so many attempts enter and complete, one after the other; their priorities.</summary>
    public static async Task<IReadOnlyList<int>> EnterAllAsync(GrainWorld world, int count)
    {
        var seen = new List<int>();
        while (seen.Count < count)
        {
            var call = await world.Handlers.NextAsync($"number {seen.Count}");
            seen.Add((await world.RowAsync(call.Context.JobId)).Priority);
            call.Complete();
        }

        return seen;
    }

    public static void AssertPassedByAtMost(int most, IReadOnlyList<int> seen)
    {
        for (var i = 0; i < seen.Count; i++)
        {
            var worse = seen.Take(i).Count(priority => priority < seen[i]);
            Assert.True(worse <= most, $"number {i} with priority {seen[i]} was passed by {worse} worse ones: {string.Join(' ', seen)}");
        }
    }
}
