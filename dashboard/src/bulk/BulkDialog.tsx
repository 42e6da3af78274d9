import { useEffect, useRef, useState } from 'react';
import { api } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import type { BulkResult, BulkTarget, BulkVerb } from '../api/types';
import { sentence } from '../jobs/filters';
import { count, counted } from '../text/numbers';
import { ActionButton, Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Field';
import { ProblemNotice } from '../ui/Notice';
import { type BulkProgress, runBulk } from './runBulk';

interface Words { title: string; verb: string; done: string; meaning: string; undo: string; asksReason: boolean; danger: boolean }

export const bulkWords: Record<BulkVerb, Words> = {
  cancel: {
    title: 'Cancel jobs', verb: 'Cancel', done: 'cancelled', asksReason: false, danger: true,
    meaning: 'Waiting jobs are cancelled. Running ones are told to stop; one that completes all the same stays completed.',
    undo: 'Cancelled jobs can be retried one by one or in bulk, but a handler that was stopped half-way has done half its work.',
  },
  run: {
    title: 'Run jobs now', verb: 'Run', done: 'made due', asksReason: false, danger: false,
    meaning: 'Jobs that wait for their time become due now.',
    undo: 'Their old times are not kept: this cannot be undone, only cancelled while they wait.',
  },
  retry: {
    title: 'Retry jobs', verb: 'Retry', done: 'made due again', asksReason: false, danger: false,
    meaning: 'Failed and cancelled jobs run again, with all their attempts before them.',
    undo: 'What an attempt does outside cannot be undone. Those still waiting can be cancelled.',
  },
  replay: {
    title: 'Replay dead letters', verb: 'Replay', done: 'replayed', asksReason: false, danger: false,
    meaning: 'They run again, with all their attempts before them.',
    undo: 'What an attempt does outside cannot be undone. Those still waiting can be cancelled.',
  },
  discard: {
    title: 'Discard dead letters', verb: 'Discard', done: 'discarded', asksReason: true, danger: true,
    meaning: 'They become cancelled, keep their error, and no longer count as failures.',
    undo: 'There is no way back to “failed”. Until retention removes them they stand among the cancelled jobs and can be retried.',
  },
};

interface BulkDialogProps { verb: BulkVerb; target: BulkTarget; onClose: () => void; onDone: () => void; described?: string }

/** Counts first, asks, then works through, with progress and a way to stop. */
export function BulkDialog({ verb, target, onClose, onDone, described }: BulkDialogProps) {
  const words = bulkWords[verb];
  const [counting, setCounting] = useState<BulkResult | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [progress, setProgress] = useState<BulkProgress | null>(null);
  const [phase, setPhase] = useState<'ask' | 'working' | 'done'>('ask');
  const [reason, setReason] = useState('');
  const stop = useRef(false);

  useEffect(() => {
    const abort = new AbortController();
    api.bulk(verb, target, { dry_run: true, limit: 10_000 }, abort.signal).then(setCounting, (thrown) => { if (!abort.signal.aborted) setProblem(asProblem(thrown)); });
    return () => { abort.abort(); stop.current = true; };
  }, []);

  const work = async () => {
    stop.current = false;
    setPhase('working');
    try {
      setProgress(await runBulk(
        (some, options) => api.bulk(verb, some, options), target,
        { reason: reason.trim() === '' ? null : reason.trim(), bound: counting?.matched_is_exact ? counting.matched : null },
        () => stop.current, setProgress,
      ));
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
    setPhase('done');
    onDone();
  };

  const matched = counting?.matched ?? 0;
  const number = counting === null ? '…' : `${counting.matched_is_exact ? '' : 'at least '}${counted(matched, 'job')}`;
  const who = described ?? ('ids' in target ? 'the ticked jobs' : sentence(target.filter));
  const footer = phase === 'ask' ? (
    <>
      <Button onClick={onClose}>Keep as they are</Button>
      <ActionButton kind={words.danger ? 'danger' : 'primary'} disabled={counting === null || matched === 0} onClick={() => void work()}>{words.verb} {number}</ActionButton>
    </>
  ) : phase === 'working' ? <Button onClick={() => { stop.current = true; }}>Stop after this step</Button> : <Button kind="primary" onClick={onClose}>Close</Button>;
  return (
    <Dialog title={words.title} onClose={onClose} footer={footer}>
      {problem && (problem.isMissing ? <p>This server does not offer this in bulk. Open the jobs one by one.</p> : <ProblemNotice problem={problem} />)}
      {phase === 'ask' && !problem && (
        <>
          <p className="bulk-count" aria-live="polite">{counting === null ? 'Counting…' : <><b>{number}</b> match: {who}.</>}</p>
          <p>{words.meaning}</p>
          <p className="hint">{words.undo}</p>
          {words.asksReason && (
            <Field label="Reason" hint="Kept with each job, for whoever asks later.">
              {(input) => <input {...input} value={reason} onChange={(event) => setReason(event.target.value)} autoFocus maxLength={500} />}
            </Field>
          )}
        </>
      )}
      {phase !== 'ask' && (
        <div className="bulk-progress" aria-live="polite">
          <progress max={Math.max(1, matched)} value={progress === null ? 0 : Math.min(matched, progress.changed + progress.skipped)} aria-label="Progress" />
          <p><b>{count(progress?.changed ?? 0)}</b> {words.done}{progress && progress.skipped > 0 && <>, {count(progress.skipped)} skipped because they changed meanwhile</>}{phase === 'working' ? ' so far…' : '.'}</p>
          {phase === 'done' && stop.current && <p>Stopped. What was done stays done; the rest is untouched.</p>}
        </div>
      )}
    </Dialog>
  );
}
