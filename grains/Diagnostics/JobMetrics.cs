using System.Diagnostics.Metrics;
using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using static JobScheduler.Grains.Diagnostics.MetricTags;

namespace JobScheduler.Grains.Diagnostics;

/// <summary>
/// What becomes of jobs and attempts. Counted by the partition's owner once it is durable: an owner that dies between a commit and its
/// effects leaves those uncounted, and nothing is counted twice.
/// </summary>
public sealed class JobMetrics
{
    private static readonly double[] LatenessBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15, 60, 300, 3600];
    private static readonly double[] DurationBounds = [0.005, 0.025, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 1800, 3600];
    private readonly LabelValues _types;
    private readonly LabelValues _queues;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _finished;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _deadLetters;
    private readonly Histogram<double> _lateness;
    private readonly Histogram<double> _duration;

    internal JobMetrics(Meter meter, LabelValues types, LabelValues queues)
    {
        (_types, _queues) = (types, queues);
        _accepted = meter.CreateCounter<long>("jobscheduler.job.accepted", "{job}", "Jobs stored for the first time, whoever made them: callers, schedules, other partitions.");
        _finished = meter.CreateCounter<long>("jobscheduler.job.finished", "{job}", "Jobs that became completed, failed or cancelled.");
        _retries = meter.CreateCounter<long>("jobscheduler.job.retries", "{attempt}", "Attempts that failed, timed out or were lost and are followed by another.");
        _deadLetters = meter.CreateCounter<long>("jobscheduler.job.dead_letters", "{job}", "Jobs that became dead letters, by how their last attempt ended.");
        _lateness = Histogram("jobscheduler.attempt.lateness", "Start of a job's first attempt minus its due time, or its submit if that came later.", LatenessBounds);
        _duration = Histogram("jobscheduler.attempt.duration", "From the start of an attempt to its stored outcome.", DurationBounds);

        Histogram<double> Histogram(string name, string description, double[] bounds) =>
            meter.CreateHistogram(name, "s", description, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });
    }

    /// <summary>
    /// Gives a job type its own label now, and its counters the value 0: an alert sees the first failure of a type only where there
    /// was a 0 before it.
    /// </summary>
    /// <param name="jobType">A type that this node handles.</param>
    internal void Expect(string jobType)
    {
        var type = Tag(JobType, _types.Of(jobType));
        _accepted.Add(0, type);
        foreach (var end in Ends)
            _finished.Add(0, type, Tag(State, Name(end)));
        foreach (var failure in Failures)
        {
            _retries.Add(0, type, Tag(Reason, ReasonOf(failure)));
            _deadLetters.Add(0, type, Tag(Reason, ReasonOf(failure)));
        }
    }

    /// <summary>Something is durable.</summary>
    /// <param name="effect">An effect of an applied commit.</param>
    public void Note(Effect effect)
    {
        if (effect is Effect.Changed changed)
            Changed(changed.Job, changed.Before);
        else if (effect is Effect.AttemptEnded ended)
            Ended(ended.Job);
    }

    /// <summary>A first attempt was entered.</summary>
    /// <param name="queue">The job's queue.</param>
    /// <param name="late">Start minus due time.</param>
    public void Started(string queue, TimeSpan late)
    {
        if (_lateness.Enabled)
            _lateness.Record(Math.Max(late.TotalSeconds, 0), Tag(Queue, _queues.Of(queue)));
    }

    private void Changed(JobRecord job, JobRecord? before)
    {
        if (before is null && _accepted.Enabled)
            _accepted.Add(1, Tag(JobType, _types.Of(job.Spec.JobType)));
        if (_finished.Enabled && JobTransitions.IsTerminal(job) && (before is null || !JobTransitions.IsTerminal(before)))
            _finished.Add(1, Tag(JobType, _types.Of(job.Spec.JobType)), Tag(State, Name(job.State)));
    }

    private void Ended(JobRecord job)
    {
        if (job.Newest is not { Outcome: { } outcome, EndedAt: { } endedAt } attempt)
            return;
        var type = Tag(JobType, _types.Of(job.Spec.JobType));
        _duration.Record(Math.Max(endedAt - attempt.StartedAt, 0) / 1000.0, type, Tag(Outcome, Name(outcome)));
        if (job.State == StoredState.Failed)
            _deadLetters.Add(1, type, Tag(Reason, ReasonOf(outcome)));
        else if (Array.IndexOf(Failures, outcome) >= 0)
            _retries.Add(1, type, Tag(Reason, ReasonOf(outcome)));
    }
}
