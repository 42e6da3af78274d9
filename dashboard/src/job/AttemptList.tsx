import { useState } from 'react';
import type { Attempt, Job } from '../api/types';
import { span } from '../text/time';
import { OutcomeBadge } from '../ui/Badge';
import { Code } from '../ui/Code';
import { CopyButton } from '../ui/Copy';
import { Since, Time } from '../ui/Time';
import { AttemptLogLines } from './AttemptLogLines';
import { differences } from './diff';

/** The attempts, newest first: how long each waited and ran, where, with which token, how it ended, what it logged. */
export function AttemptList({ job }: { job: Job }) {
  const [openOf, setOpen] = useState<Record<number, boolean>>({});
  const attempts = [...job.attempts].reverse();
  const newest = attempts[0]?.attempt;
  return (
    <section className="panel">
      <div className="panel-head"><h2>Attempts</h2><span className="faint">{job.attempts_used} of {job.max_attempts} used</span></div>
      {attempts.length === 0 && <p className="faint">None yet.</p>}
      <ol className="attempts">
        {attempts.map((attempt, index) => {
          const before = attempts[index + 1];
          const isOpen = openOf[attempt.attempt] ?? attempt.attempt === newest;
          return (
            <li key={attempt.attempt} className="attempt">
              <details open={isOpen} onToggle={(event) => { const { open } = event.currentTarget; setOpen((old) => ({ ...old, [attempt.attempt]: open })); }}>
                <summary>
                  <b>#{attempt.attempt}</b>
                  <OutcomeBadge outcome={attempt.outcome} />
                  <span>ran <Since from={attempt.started_at} to={attempt.ended_at} /></span>
                  <span className="faint"><Time at={attempt.started_at} /></span>
                  <span className="faint">on {attempt.node}</span>
                  {attempt.error && !isOpen && <span className="failure-text">{attempt.error.code}: {attempt.error.message}</span>}
                </summary>
                {isOpen && <AttemptDetail job={job} attempt={attempt} before={before} />}
              </details>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function AttemptDetail({ job, attempt, before }: { job: Job; attempt: Attempt; before: Attempt | undefined }) {
  const since = before?.ended_at ?? job.submitted_at;
  return (
    <div className="attempt-detail">
      <dl className="facts-line">
        <div><dt>waited before</dt><dd>{span(Date.parse(attempt.started_at) - Date.parse(since))}</dd></div>
        <div><dt>started</dt><dd><Time at={attempt.started_at} as="exact" /></dd></div>
        <div><dt>ended</dt><dd>{attempt.ended_at ? <Time at={attempt.ended_at} as="exact" /> : 'not yet'}</dd></div>
        <div><dt>fencing token</dt><dd className="mono">{attempt.fencing_token}</dd></div>
      </dl>
      {attempt.error && <ErrorText attempt={attempt} before={before} />}
      <AttemptLogLines jobId={job.job_id} attempt={attempt.attempt} running={attempt.outcome === null} />
    </div>
  );
}

function ErrorText({ attempt, before }: { attempt: Attempt; before: Attempt | undefined }) {
  const [compare, setCompare] = useState(true);
  const error = attempt.error!;
  const old = before?.error;
  const same = old != null && old.code === error.code && old.message === error.message;
  return (
    <div className="attempt-error">
      <div className="attempt-error-head">
        <code>{error.code}</code>
        {old && (same
          ? <span className="faint">the same as attempt {before!.attempt}</span>
          : <label className="check"><input type="checkbox" checked={compare} onChange={(event) => setCompare(event.target.checked)} /> differences from attempt {before!.attempt}</label>)}
        <CopyButton text={[error.code, error.message, error.detail].filter(Boolean).join('\n')} what="the error" />
      </div>
      <p className="wrap">
        {old && !same && compare
          ? differences(old.message, error.message).map((piece, index) => piece.kind === 'same' ? piece.text : piece.kind === 'added' ? <ins key={index}>{piece.text}</ins> : <del key={index}>{piece.text}</del>)
          : error.message}
      </p>
      {old && !same && compare && old.code !== error.code && <p className="faint">before: <code>{old.code}</code></p>}
      {error.detail && <Code text={error.detail} what="the trace" title="Detail" />}
    </div>
  );
}
