import { useState } from 'react';
import { api } from '../api/client';
import type { BulkVerb, DeadLetterGroup } from '../api/types';
import { BulkDialog } from '../bulk/BulkDialog';
import { useResource } from '../live/useResource';
import { paths } from '../routing/paths';
import { Link } from '../routing/router';
import { count } from '../text/numbers';
import { ActionButton } from '../ui/Button';
import { Code } from '../ui/Code';
import { Time } from '../ui/Time';
import { useAction } from '../ui/useAction';

const canarySize = 5;

/** A sample in full, the newest of the group, and what to do: a few first, look, then the rest. */
export function GroupDetail({ group, onChanged, onCanary }: { group: DeadLetterGroup; onChanged: () => void; onCanary: (ids: string[]) => void }) {
  const jobs = useResource(`group:${group.fingerprint}:${group.count}`, (signal) => api.deadLetters({ fingerprint: group.fingerprint, limit: 20 }, signal));
  const [bulk, setBulk] = useState<BulkVerb | null>(null);
  const { busy, run } = useAction();
  const { sample } = group;
  const tryFew = () => run(async () => {
    const ids = (await api.deadLetters({ fingerprint: group.fingerprint, limit: canarySize })).items.map((job) => job.job_id);
    await api.bulk('replay', { ids }, { limit: canarySize, dry_run: false });
    onCanary(ids);
    onChanged();
    jobs.reload();
  });
  return (
    <div className="group-detail">
      <div className="row">
        <ActionButton kind="primary" icon="again" busy={busy} onClick={tryFew}>{group.count <= canarySize ? `Replay ${group.count === 1 ? 'it' : `all ${count(group.count)}`}` : `Replay ${canarySize} first`}</ActionButton>
        <ActionButton onClick={() => setBulk('replay')}>Replay all…</ActionButton>
        <ActionButton kind="danger" onClick={() => setBulk('discard')}>Discard all…</ActionButton>
      </div>
      <p className="hint">A replay cannot be taken back: what an attempt does outside is done. Those still waiting can be cancelled. After a discard there is no way back to “failed”, but a discarded job can be retried until retention removes it.</p>
      <div className="group-columns">
        <div>
          <h2>A sample</h2>
          <p><Link to={paths.job(sample.job_id)} className="mono">{sample.job_id}</Link> <span className="faint">attempt {sample.attempt}, <Time at={sample.finished_at} /></span></p>
          <Code text={[sample.error?.message ?? sample.message ?? '', sample.error?.detail].filter(Boolean).join('\n\n')} what="the error" title={sample.error?.code ?? 'failed'} />
        </div>
        <div>
          <h2>The newest</h2>
          <ul className="rows">
            {jobs.data?.items.map((job) => <li key={job.job_id}><Link to={paths.job(job.job_id)}><span className="mono">{job.job_id}</span><span className="failure-text">{job.error?.message}</span></Link><Time at={job.finished_at} /></li>)}
          </ul>
        </div>
      </div>
      {bulk && (
        <BulkDialog
          verb={bulk} target={{ filter: { fingerprint: [group.fingerprint] } }} described={`failures of ${group.job_type}, ${group.error_code}: ${group.message}`}
          onClose={() => setBulk(null)} onDone={() => { onChanged(); jobs.reload(); }}
        />
      )}
    </div>
  );
}
