import type { Job, Queue } from '../api/types';
import { relative } from '../text/time';

export interface Waiting { text: string; link?: { to: 'queue' | 'key' | 'type' | 'nodes'; text: string } }

/** Why a job does not run, in a sentence; null if it runs or is done. */
export function whyWaiting(job: Job, now: number, queue?: Queue): Waiting | null {
  const when = relative(Date.parse(job.run_at), now);
  const last = job.attempts[job.attempts.length - 1];
  switch (job.waiting_reason) {
    case null: return null;
    case 'not_due': return { text: job.nominal_at ? `It waits for its time: its schedule made it to run ${when}.` : `It waits for its time: due ${when}.` };
    case 'retry_delay':
      return { text: `Attempt ${job.attempt} failed${last?.error ? ` (${last.error.code})` : ''}; it runs again ${when}. ${left(job)}` };
    case 'snoozed': return { text: `Its handler asked to be called again ${when}. That does not count as a failed attempt.` };
    case 'queue_paused': {
      const by = queue?.paused ? `${queue.paused_by ? ` by ${queue.paused_by}` : ''}${queue.note ? `: “${queue.note}”` : ''}` : '';
      return { text: `It is due, but its queue “${job.queue}” is paused${by}${by.endsWith('”') ? '' : '.'}`, link: { to: 'queue', text: 'See the queue' } };
    }
    case 'unknown_type':
      return { text: `It is due, but no node handles the type “${job.job_type}”. It runs as soon as one does.`, link: { to: 'type', text: 'See the nodes' } };
    case 'key_busy':
      return { text: `It is due, but another job with the concurrency key “${job.concurrency_key ?? ''}” comes first; one at a time runs, in order.`, link: { to: 'key', text: 'See the jobs of this key' } };
    case 'no_slot': return { text: 'It is due and waits for a free slot: all are taken by jobs before it.', link: { to: 'nodes', text: 'See the slots' } };
    case 'loading': return { text: 'It is due and starts in a moment: it is being read from the store, or claimed.' };
  }
}

function left(job: Job): string {
  const rest = job.max_attempts - job.attempts_used;
  return rest <= 0 ? '' : rest === 1 ? 'That is its last attempt.' : `${rest} of ${job.max_attempts} attempts are left.`;
}
