import { CronFields } from '../schedules/CronFields';
import { useNow } from '../live/clock';
import { useSettings } from '../settings/settings';
import { exact, fromInput, parseSpan, relative, toInput } from '../text/time';
import { Choice, Field } from '../ui/Field';
import { type Errors, errorsAt } from './errorPaths';
import type { SubmissionDraft } from './submission';

interface WhenProps { draft: SubmissionDraft; errors: Errors; onChange: (change: Partial<SubmissionDraft>) => void }

/** Now, at a time, after a delay, or by cron; with what that comes to. */
export function WhenFields({ draft, errors, onChange }: WhenProps) {
  const { zone } = useSettings();
  const now = useNow();
  const delay = parseSpan(draft.delay);
  return (
    <section className="when">
      <div className="panel-head">
        <h2>When</h2>
        <Choice label="When" value={draft.when} onChange={(when) => onChange({ when })} options={[['now', 'Now'], ['at', 'At a time'], ['delay', 'After a delay'], ['cron', 'By cron']]} />
      </div>
      {draft.when === 'at' && (
        <Field label={`Time (${zone === 'utc' ? 'UTC' : 'your zone'})`} errors={errorsAt(errors, 'run_at')} hint={draft.run_at ? `${exact(Date.parse(draft.run_at), 'utc')}, ${relative(Date.parse(draft.run_at), now)}` : 'Never before this time. A time that has passed is due at once.'}>
          {(input) => <input {...input} type="datetime-local" step={1} value={draft.run_at ? toInput(Date.parse(draft.run_at), zone) : ''} onChange={(event) => onChange({ run_at: fromInput(event.target.value, zone) })} />}
        </Field>
      )}
      {draft.when === 'delay' && (
        <Field label="Delay" errors={errorsAt(errors, 'delay_ms')} hint={draft.delay.trim() === '' ? 'Such as 30s, 5 min, 2h 30m, 1d.' : delay === null ? 'Not a span. Such as 30s, 5 min, 2h 30m, 1d.' : `About ${exact(now + delay, zone)}`}>
          {(input) => <input {...input} value={draft.delay} onChange={(event) => onChange({ delay: event.target.value })} />}
        </Field>
      )}
      {draft.when === 'cron' && (
        <>
          <Field label="Schedule id" required errors={errorsAt(errors, 'id')} hint="A name such as nightly-report; it stands in addresses.">
            {(input) => <input {...input} value={draft.schedule_id} onChange={(event) => onChange({ schedule_id: event.target.value })} spellCheck={false} />}
          </Field>
          <CronFields
            cron={draft.cron} zone={draft.time_zone} errors={errors} more={draft.schedule_id.trim() === '' ? {} : { id: draft.schedule_id.trim() }}
            onChange={({ cron, zone: time_zone }) => onChange({ cron, time_zone })}
          />
        </>
      )}
    </section>
  );
}
