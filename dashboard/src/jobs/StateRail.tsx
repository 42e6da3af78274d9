import { type JobState, jobStates } from '../api/types';
import { useServer } from '../app/server';
import { count } from '../text/numbers';
import { Icon } from '../ui/Icon';
import { filterParts, type JobFilters } from './filters';

/** The counts that the server keeps: of everything, of one queue, or of one type; other filters are not counted. */
function useCounts(filters: JobFilters): Partial<Record<JobState, number>> {
  const stats = useServer().stats.data;
  const parts = filterParts(filters);
  if (stats === undefined || parts.length > 1) return {};
  const [only] = parts;
  if (only === undefined) return stats.by_state;
  if (only.name === 'queue') return stats.by_queue[only.value] ?? {};
  if (only.name !== 'job_type') return {};
  const of = stats.by_job_type[only.value];
  return of ? { running: of.running, completed: of.completed, failed: of.failed, cancelled: of.cancelled } : {};
}

export function StateRail({ filters, onChange }: { filters: JobFilters; onChange: (filters: JobFilters) => void }) {
  const counts = useCounts(filters);
  const toggle = (state: JobState, alone: boolean) => {
    const on = filters.state.includes(state);
    const chosen = alone ? (on && filters.state.length === 1 ? [] : [state]) : on ? filters.state.filter((one) => one !== state) : [...filters.state, state];
    onChange({ ...filters, state: jobStates.filter((one) => chosen.includes(one)) });
  };
  return (
    <ul className="state-rail" aria-label="States">
      <li><button type="button" aria-pressed={filters.state.length === 0} onClick={() => onChange({ ...filters, state: [] })}><span>any state</span></button></li>
      {jobStates.map((state) => (
        <li key={state}>
          <button
            type="button" className={`state-${state}`} aria-pressed={filters.state.includes(state)}
            title="Shift or Ctrl and click: more than one" onClick={(event) => toggle(state, !(event.shiftKey || event.ctrlKey || event.metaKey))}
          >
            <span><Icon name={state} size={14} />{state}</span>
            <b>{counts[state] === undefined ? '' : count(counts[state])}</b>
          </button>
        </li>
      ))}
    </ul>
  );
}
