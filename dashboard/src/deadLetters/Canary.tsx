import { useState } from 'react';
import { api } from '../api/client';
import type { DeadLetterGroup } from '../api/types';
import { BulkDialog } from '../bulk/BulkDialog';
import { useReloadOnChange } from '../live/useLive';
import { useResource } from '../live/useResource';
import { paths } from '../routing/paths';
import { Link } from '../routing/router';
import { count } from '../text/numbers';
import { StateBadge } from '../ui/Badge';
import { ActionButton, Button } from '../ui/Button';

/** How the few that were replayed first are doing; only then the rest. */
export function Canary({ ids, group, left, onDone, onClose }: { ids: string[]; group: DeadLetterGroup; left: number; onDone: () => void; onClose: () => void }) {
  const [rest, setRest] = useState(false);
  const [finished, setFinished] = useState(false);
  const jobs = useResource(`canary:${ids.join()}`, (signal) => Promise.all(ids.map((id) => api.job(id, signal))), { everyMs: 2000 });
  useReloadOnChange(jobs.reload, 500);
  const done = jobs.data?.filter((job) => job.state === 'completed').length ?? 0;
  const failed = jobs.data?.filter((job) => job.state === 'failed').length ?? 0;
  const waiting = ids.length - done - failed;
  return (
    <div className="canary" role="status">
      <p>
        Of {group.job_type} <code>{group.error_code}</code>: <b>{done} of {ids.length} completed</b>{failed > 0 && <>, {failed} failed again</>}{waiting > 0 && <>, {waiting} not done yet</>}.{' '}
        {failed > 0 ? 'The cause is still there.' : waiting === 0 ? 'It looks good.' : 'Wait for them before you go on.'}
      </p>
      <ul className="canary-jobs">{jobs.data?.map((job) => <li key={job.job_id}><Link to={paths.job(job.job_id)}><StateBadge state={job.state} note={job.waiting_reason === 'retry_delay' ? 'to be retried' : null} /><span className="mono">{job.job_id}</span></Link></li>)}</ul>
      <div className="row">
        {left > 0 && waiting === 0 && <ActionButton kind={failed > 0 ? 'plain' : 'primary'} onClick={() => setRest(true)}>Replay the other {count(left)}…</ActionButton>}
        <Button kind="quiet" onClick={onClose}>Done</Button>
      </div>
      {rest && (
        <BulkDialog
          verb="replay" target={{ filter: { fingerprint: [group.fingerprint] } }} described={`failures of ${group.job_type}, ${group.error_code}: ${group.message}`}
          onClose={() => { setRest(false); if (finished) onClose(); }} onDone={() => { onDone(); setFinished(true); }}
        />
      )}
    </div>
  );
}
