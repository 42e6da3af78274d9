import { useEffect, useState } from 'react';
import { api } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import type { BackfillRequest, BackfillResult, Overlap, Schedule } from '../api/types';
import { jobsPath } from '../routing/paths';
import { useSettings } from '../settings/settings';
import { counted } from '../text/numbers';
import { fromInput, toInput } from '../text/time';
import { ActionButton, Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Field';
import { ProblemNotice } from '../ui/Notice';
import { say } from '../ui/toasts';
import { useAction } from '../ui/useAction';
import { overlapWords } from './words';

/** Makes the jobs of times that have passed. The count is asked before anything is made. */
export function BackfillDialog({ schedule, onClose, onDone }: { schedule: Schedule; onClose: () => void; onDone: () => void }) {
  const { zone } = useSettings();
  const [from, setFrom] = useState<string | null>(() => new Date(Date.now() - 86_400_000).toISOString());
  const [to, setTo] = useState<string | null>(() => new Date().toISOString());
  const [overlap, setOverlap] = useState<Overlap | ''>('');
  const [counting, setCounting] = useState<BackfillResult | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { busy, run } = useAction();
  const request = (dry: boolean): BackfillRequest | null => (from === null || to === null ? null : { from, to, dry_run: dry, ...(overlap === '' ? {} : { overlap }) });

  useEffect(() => {
    const dry = request(true);
    setCounting(null);
    setProblem(null);
    if (dry === null) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      api.backfill(schedule.id, dry, stop.signal).then(setCounting, (thrown) => { if (!stop.signal.aborted) setProblem(asProblem(thrown)); });
    }, 250);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [from, to, overlap]);

  const start = () => run(async () => {
    const result = await api.backfill(schedule.id, request(false)!);
    say(`${counted(result.count, 'occurrence')} backfilled.`, jobsPath({ schedule_id: [schedule.id] }));
    onDone();
    onClose();
  });
  return (
    <Dialog
      title={`Backfill “${schedule.id}”`} onClose={onClose}
      footer={<>
        <Button onClick={onClose}>Not now</Button>
        <ActionButton kind="primary" busy={busy} disabled={counting === null || counting.count === 0} onClick={start}>{counting ? `Make ${counted(counting.count, 'job')}` : 'Make jobs'}</ActionButton>
      </>}
    >
      <p>Makes a job for each time of the schedule in a span that has passed, as if it had fired then. It makes no difference whether one was made before.</p>
      <div className="field-grid">
        <Field label="From">{(input) => <input {...input} type="datetime-local" step={1} value={from ? toInput(Date.parse(from), zone) : ''} onChange={(event) => setFrom(fromInput(event.target.value, zone))} />}</Field>
        <Field label="Before">{(input) => <input {...input} type="datetime-local" step={1} value={to ? toInput(Date.parse(to), zone) : ''} onChange={(event) => setTo(fromInput(event.target.value, zone))} />}</Field>
        <Field label="If jobs overlap" hint="For these jobs only.">
          {(input) => (
            <select {...input} value={overlap} onChange={(event) => setOverlap(event.target.value as Overlap | '')}>
              <option value="">as the schedule says</option>
              {Object.entries(overlapWords).map(([value, text]) => <option key={value} value={value}>{text}</option>)}
            </select>
          )}
        </Field>
      </div>
      <p className="bulk-count" aria-live="polite">
        {problem ? '' : counting === null ? 'Counting…' : <><b>{counted(counting.count, 'job')}</b> would be made{counting.excluded > 0 && <>; {counted(counting.excluded, 'time is', 'times are')} excluded</>}.</>}
      </p>
      {problem && <ProblemNotice problem={problem} />}
      <p className="hint">Jobs that are made can be cancelled while they wait; what they do cannot be undone.</p>
    </Dialog>
  );
}
