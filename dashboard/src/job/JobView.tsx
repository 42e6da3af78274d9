import { api } from '../api/client';
import { useNow } from '../live/clock';
import { useResource } from '../live/useResource';
import { jobsPath, paths } from '../routing/paths';
import { Link, navigate } from '../routing/router';
import { StateBadge } from '../ui/Badge';
import { Json } from '../ui/Code';
import { CopyButton } from '../ui/Copy';
import { Icon } from '../ui/Icon';
import { Empty, PageHead, ProblemNotice, Skeleton } from '../ui/Notice';
import { useKeys } from '../ui/keys';
import { AttemptList } from './AttemptList';
import { Facts } from './Facts';
import { JobActions } from './JobActions';
import { TimeLine } from './TimeLine';
import { useJob } from './useJob';
import { whyWaiting } from './whyWaiting';

/** One job: what it is, where it stands and why, what it did, and what can be done about it. */
export function JobView({ id }: { id: string }) {
  const { data: job, problem, missing, reload, progress } = useJob(id);
  useKeys({ e: () => job && navigate(paths.submitAgain(id)), b: () => navigate(paths.jobs) });
  if (missing)
    return (
      <Empty page title="There is no such job">
        <p><code>{id}</code> is unknown. Completed and cancelled jobs are removed after their retention, 7 days unless configured otherwise; dead letters after 30.</p>
        <p><Link to={paths.jobs} className="button button-plain">To the jobs</Link></p>
      </Empty>
    );
  if (job === undefined) return problem ? <ProblemNotice problem={problem} onRetry={reload} /> : <Skeleton rows={8} />;
  const percent = progress?.progress_percent ?? job.progress_percent;
  const message = progress?.message ?? job.message;
  return (
    <>
      <PageHead
        title={<>{job.job_type} <StateBadge state={job.state} /></>}
        lead={<><span className="mono job-id">{job.job_id}</span><CopyButton text={job.job_id} what="the job id" /></>}
      >
        <JobActions job={job} onChanged={reload} />
      </PageHead>
      {job.cancel_requested_at && job.state === 'running' && <p className="notice notice-note"><Icon name="info" /> It was told to stop; its handler has not returned yet.</p>}
      <WhyItWaits job={job} />
      {(job.state === 'running' || percent !== null && job.state !== 'completed') && (
        <div className="progress-panel" aria-live="polite">
          <progress max={100} value={percent ?? undefined} aria-label="Progress" />
          <span>{percent === null ? 'Runs; its handler reports no progress.' : `${percent} %`}{message && `: ${message}`}</span>
        </div>
      )}
      {job.state === 'failed' && job.error && (
        <div className="notice notice-failed" role="status">
          <Icon name="failed" />
          <div><strong>{job.error.code}</strong><p className="wrap">{job.error.message}</p></div>
        </div>
      )}
      {job.state !== 'failed' && job.state !== 'running' && message && <p className="message">{message}</p>}
      <TimeLine job={job} />
      <div className="job-columns">
        <div>
          <AttemptList job={job} />
          <section className="panel"><h2>Payload</h2><Json text={job.payload_text} what="the payload" title="JSON" /></section>
          {job.state === 'completed' && <section className="panel"><h2>Result</h2>{job.result_text === 'null' ? <p className="faint">Its handler returned nothing.</p> : <Json text={job.result_text} what="the result" title="JSON" />}</section>}
        </div>
        <Facts job={job} />
      </div>
    </>
  );
}

function WhyItWaits({ job }: { job: NonNullable<ReturnType<typeof useJob>['data']> }) {
  const now = useNow();
  const queues = useResource(`queue-of:${job.queue}`, (signal) => api.queues(null, signal), { enabled: job.waiting_reason === 'queue_paused' });
  const waiting = whyWaiting(job, now, queues.data?.items.find((queue) => queue.name === job.queue));
  if (waiting === null) return null;
  const to = waiting.link && { queue: paths.queues, type: paths.nodes, nodes: paths.nodes, key: jobsPath({ concurrency_key: [job.concurrency_key ?? ''] }) }[waiting.link.to];
  return <p className="why"><Icon name={job.state} /> <span>{waiting.text} {to && <Link to={to}>{waiting.link!.text}</Link>}</span></p>;
}
