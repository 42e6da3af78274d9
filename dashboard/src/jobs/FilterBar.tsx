import { type FormEvent, type RefObject, useState } from 'react';
import { api } from '../api/client';
import { useServer } from '../app/server';
import { paths } from '../routing/paths';
import { navigate } from '../routing/router';
import { useSettings } from '../settings/settings';
import { exact, fromInput, toInput } from '../text/time';
import { Button } from '../ui/Button';
import { Choice, Field } from '../ui/Field';
import { Icon } from '../ui/Icon';
import { complain } from '../ui/toasts';
import { filterParts, type JobFilters, type ListName, noFilters, without } from './filters';
import { looksLikeJobId } from './jobId';

interface FilterBarProps { filters: JobFilters; onChange: (filters: JobFilters) => void; input: RefObject<HTMLInputElement | null> }

const kinds: [ListName, string][] = [
  ['job_type', 'type'], ['queue', 'queue'], ['tag', 'tag'], ['schedule_id', 'schedule'], ['concurrency_key', 'concurrency key'], ['idempotency_key', 'idempotency key'],
];

/** One box: a pasted job id opens that job, anything else becomes a filter of the kind beside it. */
export function FilterBar({ filters, onChange, input }: FilterBarProps) {
  const stats = useServer().stats.data;
  const { zone } = useSettings();
  const [kind, setKind] = useState<ListName>('job_type');
  const [text, setText] = useState('');
  const [times, setTimes] = useState(false);
  const known = kind === 'job_type' ? Object.keys(stats?.by_job_type ?? {}) : kind === 'queue' ? Object.keys(stats?.by_queue ?? {}) : [];

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const value = text.trim();
    if (value === '') return;
    const filter = () => { onChange({ ...filters, [kind]: [...new Set([...filters[kind], value])] }); setText(''); };
    if (!looksLikeJobId(value)) { filter(); return; }
    api.job(value).then(() => navigate(paths.job(value)), (thrown) => {
      if ((thrown as { status?: number }).status === 404 && kind !== 'job_type') filter();
      else complain(thrown);
    });
  };
  const parts = filterParts(filters);
  return (
    <div className="filter-bar">
      <form onSubmit={submit} role="search">
        <select value={kind} onChange={(event) => setKind(event.target.value as ListName)} aria-label="Filter by">
          {kinds.map(([name, label]) => <option key={name} value={name}>{label}</option>)}
        </select>
        <span className="search-box">
          <Icon name="search" />
          <input ref={input} value={text} onChange={(event) => setText(event.target.value)} list="known-values" placeholder="a value to filter by, or a job id to open" aria-label="A value to filter by, or a job id to open" spellCheck={false} />
          <datalist id="known-values">{known.map((name) => <option key={name} value={name} />)}</datalist>
        </span>
        <Button type="submit">Apply</Button>
        <Button kind="quiet" icon="scheduled" pressed={times} onClick={() => setTimes(!times)}>Time</Button>
        <Choice label="Order" value={filters.order} onChange={(order) => onChange({ ...filters, order })} options={[['newest', 'newest'], ['due', 'next due']]} />
      </form>
      {times && (
        <div className="filter-times">
          {(['from', 'to'] as const).map((name) => (
            <Field key={name} label={name === 'from' ? 'Submitted from' : 'Submitted before'}>
              {(field) => (
                <input
                  {...field} type="datetime-local" step={1} value={filters[name] ? toInput(Date.parse(filters[name]), zone) : ''}
                  onChange={(event) => onChange({ ...filters, [name]: fromInput(event.target.value, zone) })}
                />
              )}
            </Field>
          ))}
          <div className="presets">
            {([['15 min', 900_000], ['1 h', 3_600_000], ['24 h', 86_400_000], ['7 d', 604_800_000]] as const).map(([label, ms]) => (
              <Button key={label} kind="quiet" onClick={() => onChange({ ...filters, from: new Date(Date.now() - ms).toISOString(), to: null })}>last {label}</Button>
            ))}
          </div>
        </div>
      )}
      {parts.length > 0 && (
        <ul className="filter-chips" aria-label="Filters">
          {parts.map((part) => (
            <li key={part.text} className="chip">
              {part.name === 'from' || part.name === 'to' ? `submitted ${part.name === 'from' ? 'from' : 'before'} ${exact(Date.parse(part.value), zone)}` : part.text}
              <Button kind="quiet" icon="failed" title={`Remove the filter ${part.text}`} onClick={() => onChange(without(filters, part))} />
            </li>
          ))}
          <li><Button kind="quiet" onClick={() => onChange({ ...noFilters, state: filters.state, order: filters.order })}>Remove all</Button></li>
        </ul>
      )}
    </div>
  );
}
