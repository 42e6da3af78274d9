import type { Job } from '../api/types';
import { useNow } from '../live/clock';
import { useSettings } from '../settings/settings';
import { exact, span } from '../text/time';
import { Time } from '../ui/Time';
import { stretches } from './timeline';

/** The job's life as a line: thin where it waited, thick where it ran. The list below says the same in words. */
export function TimeLine({ job }: { job: Job }) {
  const now = useNow();
  const { zone } = useSettings();
  const line = stretches(job, now);
  if (line.length === 0) return null;
  return (
    <section className="panel timeline" aria-label="Time line">
      <div className="timeline-bar">
        {line.map((one) => {
          const took = span(one.to - one.from);
          const title = one.kind === 'ran'
            ? `attempt ${one.attempt!.attempt} ran ${took} on ${one.attempt!.node}, token ${one.attempt!.fencing_token}: ${one.attempt!.outcome ?? 'running'}\nfrom ${exact(one.from, zone)}`
            : `${one.kind === 'waits' ? 'waits' : 'waited'} ${took}\nfrom ${exact(one.from, zone)}`;
          return (
            <div key={`${one.kind}${one.from}`} className={`stretch stretch-${one.kind}${one.attempt ? ` outcome-${one.attempt.outcome ?? 'running'}` : ''}`} style={{ width: `${one.share * 100}%` }} title={title}>
              {one.kind === 'ran' && one.share > 0.035 && <span>{one.attempt!.attempt}</span>}
              {one.kind !== 'ran' && one.share > 0.13 && <em>{took}</em>}
            </div>
          );
        })}
      </div>
      <div className="timeline-ends"><span>submitted <Time at={job.submitted_at} /></span><span>{job.finished_at ? <>finished <Time at={job.finished_at} /></> : job.state === 'running' || job.state === 'queued' ? 'now' : <>due <Time at={job.run_at} /></>}</span></div>
    </section>
  );
}
