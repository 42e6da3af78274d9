import type { ReactNode } from 'react';
import type { Job, RetryPolicy } from '../api/types';
import { jobsPath, paths } from '../routing/paths';
import { Link } from '../routing/router';
import { traceAddress, useSettings } from '../settings/settings';
import { span } from '../text/time';
import { CopyButton } from '../ui/Copy';
import { Icon } from '../ui/Icon';
import { Time } from '../ui/Time';

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return <div><dt>{name}</dt><dd>{children}</dd></div>;
}

/** `exponential: 1 s, then twice as long each time, up to 5 min`. */
export function retrySentence(retry: RetryPolicy): string {
  switch (retry.kind) {
    case 'none': return 'not retried';
    case 'fixed': return `every ${span(retry.initial_ms ?? 0)}`;
    case 'explicit': return `after ${(retry.delays_ms ?? []).map(span).join(', ')}`;
    case 'exponential': return `after ${span(retry.initial_ms ?? 0)}, then ${retry.factor} times as long, up to ${span(retry.max_ms ?? 0)}`;
  }
}

/** What is known of the job, with links to what belongs to it. */
export function Facts({ job }: { job: Job }) {
  const { traceLink } = useSettings();
  const trace = traceAddress(traceLink, job.trace_id);
  return (
    <aside className="panel facts" aria-label="Facts">
      <h2>Facts</h2>
      <dl>
        <Fact name="due"><Time at={job.run_at} /></Fact>
        <Fact name="submitted"><Time at={job.submitted_at} /></Fact>
        {job.finished_at && <Fact name="finished"><Time at={job.finished_at} /></Fact>}
        <Fact name="queue"><Link to={jobsPath({ queue: [job.queue] })}>{job.queue}</Link></Fact>
        <Fact name="type"><Link to={jobsPath({ job_type: [job.job_type] })}>{job.job_type}</Link></Fact>
        {job.schedule_id && <Fact name="schedule"><Link to={paths.schedule(job.schedule_id)}>{job.schedule_id}</Link>, <Link to={jobsPath({ schedule_id: [job.schedule_id] })}>its jobs</Link></Fact>}
        {job.nominal_at && <Fact name="occurrence"><Time at={job.nominal_at} as="exact" /></Fact>}
        {job.tags.length > 0 && <Fact name="tags">{job.tags.map((tag) => <Link key={tag} to={jobsPath({ tag: [tag] })} className="chip">{tag}</Link>)}</Fact>}
        {job.concurrency_key && <Fact name="concurrency key"><Link to={jobsPath({ concurrency_key: [job.concurrency_key] })}>{job.concurrency_key}</Link></Fact>}
        {job.idempotency_key && <Fact name="idempotency key"><span className="wrap">{job.idempotency_key}</span></Fact>}
        <Fact name="priority">{job.priority}</Fact>
        <Fact name="retries">{retrySentence(job.retry)}</Fact>
        <Fact name="time-out">{job.timeout_ms === null ? 'none' : span(job.timeout_ms)}</Fact>
        {job.expires_at && <Fact name="expires"><Time at={job.expires_at} /></Fact>}
        <Fact name="fencing token"><span className="mono">{job.fencing_token}</span></Fact>
        <Fact name="trace">
          {trace ? <a href={trace} className="mono wrap" rel="noreferrer" target="_blank">{job.trace_id} <Icon name="external" size={12} /></a> : <span className="mono wrap" title="Settings has a place for the address of what shows your traces.">{job.trace_id}</span>}
          <CopyButton text={job.trace_id} what="the trace id" />
        </Fact>
      </dl>
    </aside>
  );
}
