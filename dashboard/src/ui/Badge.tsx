import type { Decision, JobState, Outcome } from '../api/types';
import { Icon, type IconName } from './Icon';

/** A state by shape, word and colour, so that it is told without any one of them. */
export function StateBadge({ state, note }: { state: JobState; note?: string | null }) {
  return (
    <span className={`badge state-${state}`}>
      <Icon name={state} size={12} />
      {state}
      {note && <span className="badge-note">{note}</span>}
    </span>
  );
}

const outcomes: Record<Outcome, [JobState, IconName, string]> = {
  completed: ['completed', 'completed', 'completed'],
  retry: ['queued', 'again', 'failed, retried'],
  snoozed: ['scheduled', 'scheduled', 'snoozed'],
  failed: ['failed', 'failed', 'failed'],
  cancelled: ['cancelled', 'cancelled', 'cancelled'],
  timed_out: ['failed', 'warning', 'timed out'],
  lost: ['failed', 'warning', 'lost: its process died'],
  released: ['scheduled', 'again', 'handed back at shutdown'],
};

export function OutcomeBadge({ outcome }: { outcome: Outcome | null }) {
  const [state, icon, text] = outcome === null ? (['running', 'running', 'running'] as const) : outcomes[outcome];
  return <span className={`badge state-${state}`}><Icon name={icon} size={12} />{text}</span>;
}

export interface DecisionLook { mark: string; icon: IconName; word: string }

/** A fired run whose job has failed shows as failed: that is what one looks for in the strip. */
export function decisionLook(decision: Decision, jobState: JobState | null): DecisionLook {
  if (jobState === 'failed') return { mark: 'failed', icon: 'failed', word: `${decision}, its job failed` };
  switch (decision) {
    case 'fired': return { mark: 'fired', icon: 'completed', word: jobState === null || jobState === 'completed' ? 'fired' : `fired, its job is ${jobState}` };
    case 'queued': return { mark: 'queued', icon: 'queued', word: 'queued behind a running job' };
    case 'skipped': return { mark: 'skipped', icon: 'chevron', word: 'skipped' };
    case 'missed': return { mark: 'missed', icon: 'warning', word: 'missed' };
    case 'excluded': return { mark: 'skipped', icon: 'cancelled', word: 'excluded' };
    case 'backfilled': return { mark: 'fired', icon: 'again', word: 'backfilled' };
    case 'triggered': return { mark: 'fired', icon: 'running', word: 'triggered by hand' };
  }
}
