import type { JobType } from '../api/types';
import { Field } from '../ui/Field';
import { type Errors, errorsAt } from './errorPaths';
import type { SubmissionDraft } from './submission';

interface OptionsProps { draft: SubmissionDraft; errors: Errors; type: JobType | undefined; onChange: (change: Partial<SubmissionDraft>) => void }

/** What most jobs leave to their type. */
export function Options({ draft, errors, type, onChange }: OptionsProps) {
  const fields: [keyof SubmissionDraft, string, string, string, string][] = [
    ['queue', 'queue', 'Queue', type?.queue ?? 'default', 'A line of its own, with its own pause.'],
    ['priority', 'priority', 'Priority', '0', '-100 to 100, higher first among due jobs.'],
    ['max_attempts', 'max_attempts', 'Attempts', String(type?.max_attempts ?? 5), 'When they are used up it is a dead letter.'],
    ['retry', 'retry', 'Retry policy', '{"kind":"fixed","initial_ms":30000}', 'JSON; kinds: exponential, fixed, explicit, none.'],
    ['timeout', 'timeout_ms', 'Time-out of an attempt', 'none', 'Such as 30s or 5 min.'],
    ['tags', 'tags', 'Tags', '', 'With commas between; to find it by.'],
    ['concurrency_key', 'concurrency_key', 'Concurrency key', '', 'Jobs with the same key run one at a time, in order.'],
    ['idempotency_key', 'idempotency_key', 'Idempotency key', '', 'Submitted again with the same key, it is the same job.'],
  ];
  const shown = draft.when === 'cron' ? fields.slice(0, -1) : fields;
  const needed = shown.some(([, path]) => errorsAt(errors, path, true).length > 0);
  const given = shown.some(([name]) => draft[name] !== '');
  return (
    <details className="options" open={needed || given || undefined}>
      <summary>Queue, retries, tags and keys</summary>
      <div className="field-grid">
        {shown.map(([name, path, label, placeholder, hint]) => (
          <Field key={name} label={label} hint={hint} errors={errorsAt(errors, path, true)}>
            {(input) => <input {...input} value={draft[name] ?? ''} placeholder={placeholder} onChange={(event) => onChange({ [name]: event.target.value })} spellCheck={false} />}
          </Field>
        ))}
      </div>
    </details>
  );
}
