import { useState } from 'react';
import { api } from '../api/client';
import type { Job, JobVerb } from '../api/types';
import { BulkDialog } from '../bulk/BulkDialog';
import { paths } from '../routing/paths';
import { Link } from '../routing/router';
import { ActionButton } from '../ui/Button';
import { useKeys } from '../ui/keys';
import { say } from '../ui/toasts';
import { useAction } from '../ui/useAction';
import { useServer } from '../app/server';

const done: Record<JobVerb, string> = { cancel: 'Cancel is asked for.', run: 'It is due now.', retry: 'It runs again, with all its attempts before it.' };

/** What can be done with a job in its state; each by its key too. */
export function JobActions({ job, onChanged }: { job: Job; onChanged: () => void }) {
  const { busy, run } = useAction();
  const { readOnly } = useServer();
  const [discarding, setDiscarding] = useState(false);
  const act = (verb: JobVerb) => run(async () => {
    try {
      await api.act(job.job_id, verb);
      say(done[verb]);
    } finally {
      onChanged();
    }
  });
  const canCancel = job.state === 'scheduled' || job.state === 'queued' || job.state === 'running' && job.cancel_requested_at === null;
  const canRetry = job.state === 'failed' || job.state === 'cancelled';
  useKeys(readOnly ? {} : { c: () => canCancel && act('cancel'), r: () => canRetry ? act('retry') : job.state === 'scheduled' && act('run') });
  return (
    <>
      {job.state === 'scheduled' && <ActionButton icon="running" busy={busy} onClick={() => act('run')}>Run now</ActionButton>}
      {canRetry && <ActionButton kind="primary" icon="again" busy={busy} onClick={() => act('retry')}>{job.state === 'failed' ? 'Replay' : 'Retry'}</ActionButton>}
      {canCancel && <ActionButton kind="danger" icon="cancelled" busy={busy} onClick={() => act('cancel')}>Cancel</ActionButton>}
      {job.state === 'failed' && <ActionButton onClick={() => setDiscarding(true)}>Discard…</ActionButton>}
      {!readOnly && <Link to={paths.submitAgain(job.job_id)} className="button button-plain">Submit again with changes</Link>}
      {discarding && <BulkDialog verb="discard" target={{ ids: [job.job_id] }} described="this one" onClose={() => setDiscarding(false)} onDone={onChanged} />}
    </>
  );
}
