namespace JobScheduler.Grains.Core.Cron;

/// <summary>Why a text is not a cron expression: one problem, the first from the left.</summary>
/// <param name="Field"><c>second</c>, <c>minute</c>, <c>hour</c>, <c>day_of_month</c>, <c>month</c>, <c>day_of_week</c>, <c>year</c>, or
/// <c>expression</c> when the problem belongs to no field.</param>
/// <param name="Position">Where the problem is: an index into the text as it was given, from 0; the text's length for its end.</param>
/// <param name="Expected">What could have stood there, as a phrase that follows the word "expected".</param>
public sealed record CronError(string Field, int Position, string Expected)
{
    /// <summary>Field, position and expectation as one sentence.</summary>
    public override string ToString() => string.Create(null, $"{Field}, position {Position}: expected {Expected}");
}
