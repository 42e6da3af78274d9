import { useState } from 'react';
import { api, whole } from '../api/client';
import type { Queue } from '../api/types';
import { useResource } from '../live/useResource';
import { jobsPath } from '../routing/paths';
import { Link } from '../routing/router';
import { useSettings } from '../settings/settings';
import { count } from '../text/numbers';
import { span } from '../text/time';
import { ActionButton } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Empty, PageHead, ProblemNotice, Skeleton } from '../ui/Notice';
import { Time } from '../ui/Time';
import { say } from '../ui/toasts';
import { useAction } from '../ui/useAction';
import { PauseDialog } from './PauseDialog';

/** Queues with what waits in them and for how long; each can be paused. */
export function QueuesView() {
  const list = useResource('queues', (signal) => whole((cursor) => api.queues(cursor, signal)), { everyMs: 2000 });
  const [pausing, setPausing] = useState<Queue | null>(null);
  const most = Math.max(1, ...(list.data ?? []).map((queue) => queue.queued));
  return (
    <>
      <PageHead title="Queues" lead="A paused queue starts nothing; its jobs wait and lose nothing." />
      {list.problem && <ProblemNotice problem={list.problem} onRetry={list.reload} />}
      {list.loading ? <Skeleton rows={5} /> : list.data?.length === 0 ? (
        <Empty title="No queue yet"><p>A queue appears with its first job: <code>"queue": "mail"</code> in a submission is all it takes.</p></Empty>
      ) : (
        <div className="panel scroll-x">
          <table className="wide">
            <thead><tr><th>queue</th><th className="number">due, waiting</th><th className="number">oldest waits</th><th className="number">running</th><th className="number">scheduled</th><th className="number">failed</th><th>state</th><th><span className="off-screen">actions</span></th></tr></thead>
            <tbody>
              {list.data?.map((queue) => (
                <tr key={queue.name}>
                  <td><Link to={jobsPath({ queue: [queue.name] })}>{queue.name}</Link></td>
                  <td className="number"><Link to={jobsPath({ queue: [queue.name], state: ['queued'] })}>{count(queue.queued)}</Link><meter min={0} max={most} value={queue.queued} aria-hidden="true" /></td>
                  <td className="number">{queue.oldest_queued_ms === null ? '–' : span(queue.oldest_queued_ms)}</td>
                  <td className="number"><Link to={jobsPath({ queue: [queue.name], state: ['running'] })}>{count(queue.running)}</Link></td>
                  <td className="number">{count(queue.scheduled)}</td>
                  <td className="number"><Link to={jobsPath({ queue: [queue.name], state: ['failed'] })}>{count(queue.failed)}</Link></td>
                  <td>{queue.paused
                    ? <span className="paused-by"><Icon name="pause" /> paused{queue.paused_by && <> by <b>{queue.paused_by}</b></>} <Time at={queue.paused_at} />{queue.note && <>: “{queue.note}”</>}</span>
                    : <span className="faint">open</span>}</td>
                  <td className="cell-actions"><QueueButton queue={queue} onPause={() => setPausing(queue)} onChanged={list.reload} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {pausing && (
        <PauseDialog
          what={`queue “${pausing.name}”`} meaning="No attempt of this queue starts any more, within a second in a cluster. Jobs that run go on; jobs that come due wait in order."
          onClose={() => setPausing(null)} onPause={async (note, by) => { await api.pauseQueue(pausing.name, note, by); say(`Queue ${pausing.name} is paused.`); list.reload(); }}
        />
      )}
    </>
  );
}

function QueueButton({ queue, onPause, onChanged }: { queue: Queue; onPause: () => void; onChanged: () => void }) {
  const { name } = useSettings();
  const { busy, run } = useAction();
  if (!queue.paused) return <ActionButton icon="pause" onClick={onPause}>Pause…</ActionButton>;
  return <ActionButton icon="running" kind="primary" busy={busy} onClick={() => run(async () => { await api.resumeQueue(queue.name, name.trim() || null); say(`Queue ${queue.name} goes on.`); onChanged(); })}>Resume</ActionButton>;
}
