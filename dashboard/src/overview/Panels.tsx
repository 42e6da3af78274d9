import { api } from '../api/client';
import type { DeadLetter, JobRow, Page, Queue, Schedule } from '../api/types';
import { useReloadOnChange } from '../live/useLive';
import { type Resource, useResource } from '../live/useResource';
import { jobsPath, paths } from '../routing/paths';
import { Link } from '../routing/router';
import { count } from '../text/numbers';
import { span } from '../text/time';
import { Icon } from '../ui/Icon';
import { Skeleton } from '../ui/Notice';
import { Time } from '../ui/Time';

interface Due { key: string; at: string; name: string; to: string; from: string }

/** Jobs and occurrences of schedules in the order of their times. */
export function nextDue(jobs: readonly JobRow[], schedules: readonly Schedule[], limit: number): Due[] {
  const due: Due[] = jobs.map((job) => ({ key: job.job_id, at: job.run_at, name: job.job_type, to: paths.job(job.job_id), from: job.schedule_id ?? job.job_id }));
  for (const schedule of schedules)
    if (schedule.next_run_at !== null)
      due.push({ key: `s:${schedule.id}`, at: schedule.next_run_at, name: schedule.job.job_type, to: paths.schedule(schedule.id), from: `schedule ${schedule.id}` });
  return due.sort((a, b) => a.at.localeCompare(b.at)).slice(0, limit);
}

export function NextDue() {
  const jobs = useResource('next-due', (signal) => api.jobs({ order: 'due', state: 'scheduled', limit: 7 }, signal), { everyMs: 10_000 });
  const schedules = useResource('next-schedules', (signal) => api.schedules(200, null, signal), { everyMs: 10_000 });
  useReloadOnChange(() => { jobs.reload(); schedules.reload(); }, 2000);
  const due = nextDue(jobs.data?.items ?? [], schedules.data?.items ?? [], 7);
  return (
    <section className="panel">
      <div className="panel-head"><h2>Next due</h2><Link to={jobsPath({ state: ['scheduled'], order: 'due' })}>All</Link></div>
      {jobs.loading ? <Skeleton rows={5} /> : due.length === 0 ? <p className="faint">Nothing is planned. <Link to={paths.submit}>Submit a job</Link> with a time, or a schedule.</p> : (
        <ul className="rows">
          {due.map((one) => <li key={one.key}><Link to={one.to}><b>{one.name}</b><span className="faint mono">{one.from}</span></Link><Time at={one.at} /></li>)}
        </ul>
      )}
    </section>
  );
}

export function RecentFailures({ failures }: { failures: Resource<Page<DeadLetter>> }) {
  return (
    <section className="panel">
      <div className="panel-head"><h2>Recent failures</h2><Link to={paths.deadLetters}>Dead letters</Link></div>
      {failures.loading ? <Skeleton rows={5} /> : !failures.data?.items.length ? <p className="faint">No job has failed for good. Jobs that used up their attempts would stand here.</p> : (
        <ul className="rows">
          {failures.data.items.slice(0, 7).map((job) => (
            <li key={job.job_id}>
              <Link to={paths.job(job.job_id)}><b>{job.job_type}</b><span className="failure-text">{job.error?.message ?? job.message ?? 'failed'}</span></Link>
              <Time at={job.finished_at} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

export function QueueLag({ queues }: { queues: Queue[] | undefined }) {
  const shown = [...(queues ?? [])].sort((a, b) => (b.oldest_queued_ms ?? -1) - (a.oldest_queued_ms ?? -1) || b.queued - a.queued).slice(0, 7);
  return (
    <section className="panel">
      <div className="panel-head"><h2>Queues</h2><Link to={paths.queues}>All</Link></div>
      {queues === undefined ? <Skeleton rows={5} /> : shown.length === 0 ? <p className="faint">A queue appears with its first job.</p> : (
        <table className="mini">
          <thead><tr><th>name</th><th className="number">due</th><th className="number">running</th><th className="number">lag</th></tr></thead>
          <tbody>
            {shown.map((queue) => (
              <tr key={queue.name}>
                <td><Link to={jobsPath({ queue: [queue.name] })}>{queue.name}</Link>{queue.paused && <span className="chip" title={queue.note ?? undefined}><Icon name="pause" size={12} />paused</span>}</td>
                <td className="number">{count(queue.queued)}</td>
                <td className="number">{count(queue.running)}</td>
                <td className="number">{queue.oldest_queued_ms === null ? '–' : span(queue.oldest_queued_ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
