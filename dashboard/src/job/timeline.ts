import type { Attempt, Job } from '../api/types';

/** A stretch of a job's life. Shares are of the whole line, 0 to 1. */
export interface Stretch { kind: 'waited' | 'ran' | 'waits'; attempt: Attempt | null; from: number; to: number; start: number; share: number }

// However short, what happened must be seen: a share of the line that each run has at least.
const least = 0.012;

/**
 * A job's life from its submission: waited, ran, waited, ran. Waiting for a time far ahead would leave nothing of the runs, so each
 * stretch's share is of the square root of its length.
 */
export function stretches(job: Job, now: number): Stretch[] {
  const found: Omit<Stretch, 'start' | 'share'>[] = [];
  let at = Date.parse(job.attempts.length === 50 && job.attempts[0]!.attempt > 1 ? job.attempts[0]!.started_at : job.submitted_at);
  for (const attempt of job.attempts) {
    const from = Date.parse(attempt.started_at);
    const to = attempt.ended_at === null ? Math.max(now, from) : Date.parse(attempt.ended_at);
    if (from > at) found.push({ kind: 'waited', attempt: null, from: at, to: from });
    found.push({ kind: 'ran', attempt, from, to });
    at = to;
  }
  if (job.state === 'scheduled' || job.state === 'queued') found.push({ kind: 'waits', attempt: null, from: at, to: Math.max(Date.parse(job.run_at), now, at) });
  const sizes = found.map((stretch) => Math.sqrt(Math.max(1, stretch.to - stretch.from)));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const raised = sizes.map((size) => Math.max(size / total, least));
  const all = raised.reduce((sum, size) => sum + size, 0);
  let start = 0;
  return found.map((stretch, index) => {
    const share = raised[index]! / all;
    const placed = { ...stretch, start, share };
    start += share;
    return placed;
  });
}
