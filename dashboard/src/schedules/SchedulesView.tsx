import { useEffect, useRef, useState } from 'react';
import { api } from '../api/client';
import type { Schedule } from '../api/types';
import { apiUrl } from '../api/transport';
import { useServer } from '../app/server';
import { useReloadOnChange } from '../live/useLive';
import { useResource } from '../live/useResource';
import { paths } from '../routing/paths';
import { Link } from '../routing/router';
import { Button } from '../ui/Button';
import { Code } from '../ui/Code';
import { Icon } from '../ui/Icon';
import { Empty, PageHead, ProblemNotice, Skeleton } from '../ui/Notice';
import { Time } from '../ui/Time';
import { DecisionStrip } from './DecisionStrip';
import { ScheduleActions } from './ScheduleActions';
import { localText } from './Upcoming';

const pageSize = 25;

/** All schedules: what each does in a sentence, when next, and how it went. */
export function SchedulesView() {
  const { readOnly } = useServer();
  const [limit, setLimit] = useState(pageSize);
  const [search, setSearch] = useState('');
  const list = useResource('schedules', (signal) => api.schedules(Math.min(500, limit), null, signal), { everyMs: 5000 });
  useReloadOnChange(list.reload, 2000);
  useEffect(list.reload, [limit, list.reload]);
  const wanted = search.trim().toLowerCase();
  const shown = (list.data?.items ?? []).filter((one) => wanted === '' || `${one.id} ${one.job.job_type} ${one.description}`.toLowerCase().includes(wanted));
  return (
    <>
      <PageHead title="Schedules">
        {(list.data?.items.length ?? 0) > 5 && <input className="narrow" type="search" value={search} onChange={(event) => { setSearch(event.target.value); setLimit(500); }} placeholder="Find by id, type or words" aria-label="Find a schedule" />}
        {!readOnly && <Link to={`${paths.submit}?when=cron`} className="button button-primary"><Icon name="plus" />New schedule</Link>}
      </PageHead>
      {list.problem && <ProblemNotice problem={list.problem} onRetry={list.reload} />}
      {list.loading ? <Skeleton rows={6} /> : list.data?.items.length === 0 ? <NoSchedules /> : (
        <ul className="schedules">
          {shown.map((schedule) => <ScheduleCard key={schedule.id} schedule={schedule} onChanged={list.reload} />)}
        </ul>
      )}
      {wanted !== '' && shown.length === 0 && <Empty title="No schedule matches"><p>Looked for “{search}” in ids, job types and descriptions.</p></Empty>}
      {list.data?.next_cursor && limit < 500 && <Button onClick={() => setLimit(limit + pageSize)}>Show more</Button>}
    </>
  );
}

function NoSchedules() {
  const curl = `curl -sS -X PUT ${apiUrl('v1/schedules/nightly')} -H 'Content-Type: application/json' \\\n     -d '{"cron":"30 2 * * *","time_zone":"Europe/Berlin","job":{"job_type":"echo","payload":{"report":"sales"}}}'`;
  return (
    <Empty title="No schedule yet">
      <p>A schedule makes a job at each of its times, once, also through crashes and clock changes, and keeps a record of why it did or did not.</p>
      <Code text={curl} what="the command" title="Terminal" />
    </Empty>
  );
}

/** Asks for times and decisions only once it has been seen. */
function ScheduleCard({ schedule, onChanged }: { schedule: Schedule; onChanged: () => void }) {
  const element = useRef<HTMLLIElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting)) { setSeen(true); observer.disconnect(); } }, { rootMargin: '200px' });
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, []);
  const { id, cron, time_zone, start_at, end_at, exclude, phase_ms } = schedule;
  const decided = `${schedule.runs}:${schedule.last_run_at}:${schedule.version}:${schedule.active_jobs}`;
  const preview = useResource(`preview:${id}:${decided}`, (signal) => api.preview({ id, cron, time_zone, start_at, end_at, exclude, phase_ms, count: 3 }, signal), { enabled: seen && !schedule.paused });
  const runs = useResource(`strip:${id}`, (signal) => api.runs(id, 24, null, signal), { enabled: seen });
  useEffect(() => { if (seen) runs.reload(); }, [decided, seen, runs.reload]);
  return (
    <li className={schedule.paused ? 'panel schedule schedule-paused' : 'panel schedule'} ref={element}>
      <div className="schedule-name">
        <h2><Link to={paths.schedule(id)}>{id}</Link></h2>
        <p className="schedule-sentence">{schedule.description}</p>
        <p className="faint"><code>{cron}</code> makes <b>{schedule.job.job_type}</b></p>
      </div>
      <div className="schedule-next">
        {schedule.paused ? <PausedBy schedule={schedule} /> : (
          <>
            <p className="next-one">{schedule.next_run_at ? <>next <b><Time at={schedule.next_run_at} /></b></> : 'no more times'}</p>
            <p className="faint mono next-times">{preview.data?.next_local.slice(0, 3).map((at) => <span key={at}>{localText(at).slice(0, 19)}</span>) ?? ' '}</p>
          </>
        )}
      </div>
      <div className="schedule-strip">{runs.data ? <DecisionStrip runs={runs.data.items} /> : <span className="faint">…</span>}</div>
      <div className="row schedule-buttons"><ScheduleActions schedule={schedule} onChanged={onChanged} /></div>
    </li>
  );
}

export function PausedBy({ schedule }: { schedule: Pick<Schedule, 'paused_by' | 'paused_at' | 'note'> }) {
  return (
    <p className="paused-by">
      <Icon name="pause" /> <span>Paused{schedule.paused_by && <> by <b>{schedule.paused_by}</b></>} <Time at={schedule.paused_at} />{schedule.note && <>: “{schedule.note}”</>}</span>
    </p>
  );
}
