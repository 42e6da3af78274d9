import { memo, type MouseEvent, type RefObject, useEffect, useState } from 'react';
import type { JobRow } from '../api/types';
import { paths } from '../routing/paths';
import { Link, navigate } from '../routing/router';
import { span } from '../text/time';
import { StateBadge } from '../ui/Badge';
import { Skeleton } from '../ui/Notice';
import { Since, Time } from '../ui/Time';
import { useRowWindow } from '../ui/useRowWindow';
import type { JobList } from './useJobList';
import { waitingWord } from './waitingWord';

interface JobTableProps {
  list: JobList;
  box: RefObject<HTMLDivElement | null>;
  ticked: ReadonlySet<string>;
  onTick: (ids: string[], on: boolean) => void;
  cursor: number;
}

const narrow = window.matchMedia('(max-width: 760px)');
const heightOf = (): number => (narrow.matches ? 68 : 40);

/** Draws only the rows that are seen; the others are room above and below. */
export function JobTable({ list, box, ticked, onTick, cursor }: JobTableProps) {
  const [rowHeight, setRowHeight] = useState(heightOf);
  useEffect(() => {
    const changed = () => setRowHeight(heightOf());
    narrow.addEventListener('change', changed);
    return () => narrow.removeEventListener('change', changed);
  }, []);
  const shown = useRowWindow(box, list.rows.length, rowHeight, list.loadMore);
  useEffect(() => {
    if (cursor < 0 || box.current === null) return;
    const top = box.current.getBoundingClientRect().top + cursor * rowHeight;
    if (top < 120) window.scrollBy(0, top - 120);
    else if (top + rowHeight > window.innerHeight - 60) window.scrollBy(0, top + rowHeight - window.innerHeight + 60);
  }, [cursor, rowHeight, box]);

  return (
    <div className="table" role="table" aria-label="Jobs" aria-rowcount={list.next === null ? list.rows.length + 1 : -1}>
      <div role="rowgroup">
        <div className="table-head job-row" role="row">
          <span role="columnheader"><span className="off-screen">Ticked</span></span>
          <span role="columnheader">state</span><span role="columnheader">type</span><span role="columnheader">job</span>
          <span role="columnheader">queue</span><span role="columnheader">when</span><span role="columnheader">took</span>
          <span role="columnheader">attempt</span><span role="columnheader">about</span>
        </div>
      </div>
      <div className="table-rows" role="rowgroup" ref={box}>
        {list.loading && list.rows.length === 0 && <Skeleton rows={12} />}
        <div style={{ height: shown.before }} role="presentation" />
        {list.rows.slice(shown.first, shown.last).map((job, index) => (
          <Row key={job.job_id} job={job} index={shown.first + index} ticked={ticked.has(job.job_id)} current={cursor === shown.first + index} onTick={onTick} />
        ))}
        <div style={{ height: shown.after }} role="presentation" />
      </div>
    </div>
  );
}

interface RowProps { job: JobRow; index: number; ticked: boolean; current: boolean; onTick: (ids: string[], on: boolean) => void }

const Row = memo(function Row({ job, index, ticked, current, onTick }: RowProps) {
  const open = (event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest('a,input,label,button')) return;
    if (window.getSelection()?.isCollapsed === false) return;
    navigate(paths.job(job.job_id));
  };
  return (
    <div className={`job-row${current ? ' job-row-current' : ''}${ticked ? ' job-row-ticked' : ''}`} role="row" aria-rowindex={index + 2} onClick={open}>
      <span role="cell" className="cell-tick"><label><input type="checkbox" checked={ticked} onChange={(event) => onTick([job.job_id], event.target.checked)} aria-label={`Tick ${job.job_id}`} /></label></span>
      <span role="cell" className="cell-state"><StateBadge state={job.state} note={job.state === 'running' && job.progress_percent !== null ? `${job.progress_percent}%` : null} /></span>
      <span role="cell" className="cell-type" title={job.job_type}><Link to={paths.job(job.job_id)}>{job.job_type}</Link></span>
      <span role="cell" className="cell-id mono" title={job.job_id}>{job.job_id}</span>
      <span role="cell" className="cell-queue" title={job.queue}>{job.queue}</span>
      <span role="cell" className="cell-when"><When job={job} /></span>
      <span role="cell" className="cell-took number">{job.started_at && (job.state === 'running' ? <Since from={job.started_at} to={null} /> : job.finished_at && span(Date.parse(job.finished_at) - Date.parse(job.started_at)))}</span>
      <span role="cell" className="cell-attempt number">{job.attempt > 0 && <span title={`attempt ${job.attempt}; ${job.attempts_used} of ${job.max_attempts} used`}>{job.attempt > 1 || job.state === 'failed' ? `${job.attempt} of ${job.max_attempts}` : job.attempt}</span>}</span>
      <span role="cell" className="cell-about">{about(job)}</span>
    </div>
  );
});

function When({ job }: { job: JobRow }) {
  if (job.state === 'scheduled' || job.state === 'queued') return <>due <Time at={job.run_at} /></>;
  if (job.state === 'running') return <>began <Time at={job.started_at} /></>;
  return <Time at={job.finished_at ?? job.submitted_at} />;
}

function about(job: JobRow) {
  if (job.waiting_reason !== null && job.waiting_reason !== 'not_due') return <em>{waitingWord(job.waiting_reason)}</em>;
  if (job.state === 'failed' && job.error) return <span className="failure-text" title={job.error.message}>{job.error.code}: {job.error.message}</span>;
  const text = job.state === 'completed' ? '' : job.message ?? '';
  if (text === '' && job.tags.length === 0) return null;
  return <>{text && <span title={text}>{text} </span>}{job.tags.map((tag) => <span key={tag} className="chip">{tag}</span>)}</>;
}
