import { useState } from 'react';
import { api } from '../api/client';
import type { Page, Schedule, ScheduleRun } from '../api/types';
import { memberText } from '../json/rawJson';
import { useReloadOnChange } from '../live/useLive';
import { useResource } from '../live/useResource';
import { jobsPath, paths } from '../routing/paths';
import { Link } from '../routing/router';
import { count, counted } from '../text/numbers';
import { span } from '../text/time';
import { decisionLook, StateBadge } from '../ui/Badge';
import { Button } from '../ui/Button';
import { Json } from '../ui/Code';
import { Icon } from '../ui/Icon';
import { Empty, PageHead, ProblemNotice, Skeleton } from '../ui/Notice';
import { Time } from '../ui/Time';
import { complain } from '../ui/toasts';
import { DecisionStrip } from './DecisionStrip';
import { ScheduleActions } from './ScheduleActions';
import { PausedBy } from './SchedulesView';
import { Upcoming } from './Upcoming';
import { misfireWords, overlapWords } from './words';

/** One schedule: its sentence, its next twenty times, and every decision with its reason. */
export function ScheduleView({ id }: { id: string }) {
  const found = useResource(`schedule:${id}`, (signal) => api.schedule(id, signal), { everyMs: 5000 });
  const runs = useResource(`runs:${id}`, (signal) => api.runs(id, 50, null, signal), { everyMs: 5000 });
  const reload = () => { found.reload(); runs.reload(); };
  useReloadOnChange(reload, 1500);
  const schedule = found.data?.schedule;
  if (found.missing) return <Empty page title="There is no such schedule"><p><code>{id}</code> is unknown; it may have been deleted.</p><p><Link to={paths.schedules} className="button button-plain">To the schedules</Link></p></Empty>;
  if (schedule === undefined) return found.problem ? <ProblemNotice problem={found.problem} onRetry={found.reload} /> : <Skeleton rows={8} />;
  return (
    <>
      <PageHead title={schedule.id} lead={<>{schedule.description} <code>{schedule.cron}</code></>}>
        <ScheduleActions schedule={schedule} onChanged={reload} all />
      </PageHead>
      {schedule.paused && <div className="notice notice-note"><PausedBy schedule={schedule} /></div>}
      <div className="job-columns">
        <div>
          <section className="panel">
            <div className="panel-head"><h2>Decisions</h2>{runs.data && <DecisionStrip runs={runs.data.items.slice(0, 30)} />}</div>
            <Decisions id={id} first={runs.data} />
          </section>
          <section className="panel"><h2>The job it makes</h2><Json text={memberText(found.data!.text, 'job') ?? 'null'} what="the job" title="JSON" /></section>
        </div>
        <div>
          <UpcomingPanel schedule={schedule} />
          <Definition schedule={schedule} />
        </div>
      </div>
    </>
  );
}

function UpcomingPanel({ schedule }: { schedule: Schedule }) {
  const { id, cron, time_zone, start_at, end_at, exclude, phase_ms } = schedule;
  const preview = useResource(
    `upcoming:${id}:${schedule.version}:${schedule.next_run_at}`,
    (signal) => api.preview({ id, cron, time_zone, start_at, end_at, exclude, phase_ms, count: 20 }, signal),
  );
  return (
    <section className="panel">
      <div className="panel-head"><h2>Next 20</h2><span className="faint">{schedule.paused ? 'if it were not paused' : schedule.time_zone}</span></div>
      {preview.data ? <Upcoming preview={preview.data} /> : preview.problem ? <p className="faint">{preview.problem.message}</p> : <Skeleton rows={6} />}
    </section>
  );
}

function Definition({ schedule }: { schedule: Schedule }) {
  const facts: [string, React.ReactNode][] = [
    ['makes', <Link to={jobsPath({ job_type: [schedule.job.job_type] })}>{schedule.job.job_type}</Link>],
    ['jobs', <Link to={jobsPath({ schedule_id: [schedule.id] })}>{counted(schedule.active_jobs, 'is', 'are')} not done, see all</Link>],
    ['if one still runs', overlapWords[schedule.overlap]],
    ['after downtime', `${misfireWords[schedule.misfire]}, of the last ${span(schedule.catch_up_window_ms)}`],
    ['fired', `${counted(schedule.runs, 'time')}${schedule.max_runs === null ? '' : ` of ${count(schedule.max_runs)}`}`],
  ];
  if (schedule.waiting > 0) facts.push(['waiting', counted(schedule.waiting, 'occurrence')]);
  if (schedule.jitter_ms > 0) facts.push(['jitter', `up to ${span(schedule.jitter_ms)}`]);
  if (schedule.exclude.length > 0) facts.push(['never at', schedule.exclude.map((one) => <code key={one}>{one} </code>)]);
  if (schedule.start_at) facts.push(['begins', <Time at={schedule.start_at} as="exact" />]);
  if (schedule.end_at) facts.push(['ends', <Time at={schedule.end_at} as="exact" />]);
  facts.push(['created', <Time at={schedule.created_at} />], ['version', `${schedule.version}`]);
  return (
    <section className="panel facts"><h2>Definition</h2><dl>{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl></section>
  );
}

function Decisions({ id, first }: { id: string; first: Page<ScheduleRun> | undefined }) {
  const [older, setOlder] = useState<Page<ScheduleRun>>({ items: [], next_cursor: null });
  const [begun, setBegun] = useState(false);
  if (first === undefined) return <Skeleton rows={6} />;
  if (first.items.length === 0) return <p className="faint">None yet. At each of its times one stands here, with its reason.</p>;
  const next = begun ? older.next_cursor : first.next_cursor;
  const more = () => {
    api.runs(id, 100, next).then((page) => { setBegun(true); setOlder((old) => ({ items: [...old.items, ...page.items], next_cursor: page.next_cursor })); }, complain);
  };
  const keys = new Set<string>();
  const all = [...first.items, ...older.items].filter((run) => { const key = `${run.decision}${run.nominal_at}${run.decided_at}`; const isNew = !keys.has(key); keys.add(key); return isNew; });
  return (
    <>
      <div className="scroll-x">
        <table className="decisions">
          <thead><tr><th>decision</th><th>for</th><th>reason</th><th>job</th></tr></thead>
          <tbody>
            {all.map((run) => {
              const look = decisionLook(run.decision, run.job_state);
              return (
                <tr key={`${run.decision}${run.nominal_at}${run.decided_at}`}>
                  <td><span className={`mark-word mark-${look.mark}`}><Icon name={look.icon} size={12} />{run.decision}{run.count > 1 && ` × ${count(run.count)}`}</span></td>
                  <td><Time at={run.nominal_at} as="clock" />{run.until && <> to <Time at={run.until} as="clock" /></>}</td>
                  <td>{run.reason ?? <span className="faint">–</span>}</td>
                  <td>{run.job_id ? <Link to={paths.job(run.job_id)}>{run.job_state ? <StateBadge state={run.job_state} /> : <span className="faint">removed</span>}</Link> : <span className="faint">–</span>}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {next !== null && <Button kind="quiet" onClick={more}>Older decisions</Button>}
    </>
  );
}
