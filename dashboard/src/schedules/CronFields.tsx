import { useEffect, useId, useState } from 'react';
import { api } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import type { Preview, PreviewRequest } from '../api/types';
import { type Errors, errorsAt } from '../submit/errorPaths';
import { Field } from '../ui/Field';
import { Icon } from '../ui/Icon';
import { Upcoming } from './Upcoming';

interface CronFieldsProps {
  cron: string;
  zone: string;
  errors: Errors;
  /** What else decides the times: exclusions, start, end. */
  more: Omit<PreviewRequest, 'cron' | 'time_zone' | 'count'>;
  onChange: (change: { cron: string; zone: string }) => void;
}

const zones = (): string[] => (typeof Intl.supportedValuesOf === 'function' ? ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')] : ['UTC']);
const examples: [string, string][] = [['*/5 * * * *', 'every 5 minutes'], ['0 9 * * MON-FRI', '09:00 on working days'], ['30 2 * * *', 'every night'], ['0 0 L * *', 'the last day of a month'], ['@every 90s', 'every 90 seconds']];

/** What `request` would do, asked while one types. */
export function usePreview(request: PreviewRequest | null): { preview: Preview | null; problem: Problem | null } {
  const [state, setState] = useState<{ preview: Preview | null; problem: Problem | null }>({ preview: null, problem: null });
  const key = JSON.stringify(request);
  useEffect(() => {
    if (request === null) { setState({ preview: null, problem: null }); return; }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      api.preview(request, stop.signal).then(
        (preview) => setState({ preview, problem: null }),
        // The last good preview stays while one types on.
        (thrown) => { if (!stop.signal.aborted) setState((old) => ({ preview: old.preview, problem: asProblem(thrown) })); },
      );
    }, 250);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [key]);
  return state;
}

/** A cron expression and its zone, with what they come to while one types: a sentence, the next times, and what clock changes do. */
export function CronFields({ cron, zone, errors, more, onChange }: CronFieldsProps) {
  const list = useId();
  const request = cron.trim() === '' ? null : { ...more, cron: cron.trim(), ...(zone.trim() === '' ? {} : { time_zone: zone.trim() }), count: 8 };
  const { preview, problem } = usePreview(request);
  const bad = problem?.cronError;
  const cronErrors = problem ? errorsAt(problem.errors, 'cron') : errorsAt(errors, 'cron');
  const rest = problem ? Object.entries(problem.errors).filter(([path]) => path !== 'cron' && path !== 'time_zone') : [];
  return (
    <div className="cron-fields">
      <Field label="Cron expression" required errors={cronErrors} hint="minute hour day month weekday; with seconds before, or @every.">
        {(input) => <input {...input} className="mono" value={cron} onChange={(event) => onChange({ cron: event.target.value, zone })} spellCheck={false} autoComplete="off" />}
      </Field>
      {bad && bad.position >= 0 && bad.position < cron.trim().length + 1 && bad.field !== 'expression' && (
        <pre className="cron-place" aria-hidden="true">{cron.trim()}{'\n'}{' '.repeat(Math.max(0, bad.position))}^ {bad.expected}</pre>
      )}
      {cron.trim() === '' && (
        <div className="type-picks">{examples.map(([text, meaning]) => <button key={text} type="button" className="chip" title={text} onClick={() => onChange({ cron: text, zone })}>{meaning}</button>)}</div>
      )}
      <Field label="Time zone" errors={problem ? errorsAt(problem.errors, 'time_zone') : errorsAt(errors, 'time_zone')} hint="An IANA name; empty is UTC.">
        {(input) => <><input {...input} list={list} value={zone} placeholder="UTC" onChange={(event) => onChange({ cron, zone: event.target.value })} spellCheck={false} /><datalist id={list}>{zones().map((name) => <option key={name} value={name} />)}</datalist></>}
      </Field>
      {rest.map(([path, texts]) => <p key={path} className="field-error"><code>{path}</code> {texts.join('; ')}</p>)}
      {problem && Object.keys(problem.errors).length === 0 && <p className="field-error">{problem.message}</p>}
      {preview && request && (
        <div className={problem ? 'preview preview-old' : 'preview'} aria-live="polite">
          <p className="preview-sentence"><Icon name="schedules" /> {preview.description}</p>
          <Upcoming preview={preview} />
        </div>
      )}
    </div>
  );
}
