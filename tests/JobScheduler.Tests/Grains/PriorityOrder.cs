using Xunit;
using static JobScheduler.Tests.Grains.GrainWorld;

namespace JobScheduler.Tests.Grains;

/// <summary>
/// In which order attempts of different priorities are entered. Claims made ahead of the slots are not taken back for better ones, and
/// what is claimed together may arrive in any order; so a job may be passed by as many worse ones as may be claimed ahead, and no more.
/// </summary>
internal static class PriorityOrder
{
    /// <summary>
    /// Lets so many attempts enter and complete, one after the other, each only when the partitions have claimed all that the node would
    /// let them and all that is claimed stands in line: who is slow to claim or to arrive is passed by others, which is no matter of order.
    /// </summary>
    /// <returns>Their priorities, and how many were claimed at the same time at the most.</returns>
    public static async Task<(IReadOnlyList<int> Priorities, int MostClaimed)> EnterAllAsync(GrainWorld world, int count)
    {
        var seen = new List<int>();
        var most = 0;
        while (seen.Count < count)
        {
            var call = await world.Handlers.NextAsync($"number {seen.Count}");
            seen.Add((await world.RowAsync(call.Context.JobId)).Priority);
            await Within(AllClaimedAsync(world, count - seen.Count), $"the claims beside number {seen.Count}");
            most = Math.Max(most, world.Node.Slots.Claimed);
            call.Complete();
        }

        return (seen, most);
    }

    private static async Task AllClaimedAsync(GrainWorld world, int waiting)
    {
        var slots = world.Node.Slots;
        while ((slots.Free > 0 && slots.Claimed <= waiting) || slots.Arrived < slots.Claimed)
            await Task.WhenAll(Enumerable.Range(0, world.Node.Settings.Partitions).Select(i => world.Partition(i).WakeAsync()));
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
