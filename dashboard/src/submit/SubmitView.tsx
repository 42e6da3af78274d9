import { type FormEvent, useEffect, useMemo, useState } from 'react';
import { api, whole } from '../api/client';
import { asProblem, Problem } from '../api/problem';
import { useServer } from '../app/server';
import { useResource } from '../live/useResource';
import { paths } from '../routing/paths';
import { navigate, useLocation } from '../routing/router';
import { indentJson } from '../json/rawJson';
import { ActionButton } from '../ui/Button';
import { Field } from '../ui/Field';
import { PageHead, ProblemNotice } from '../ui/Notice';
import { say } from '../ui/toasts';
import { useAction } from '../ui/useAction';
import { errorsAt, unplaced } from './errorPaths';
import { Options } from './Options';
import { PayloadEditor } from './PayloadEditor';
import { Snippets } from './Snippets';
import { draftOf, emptyDraft, jobBody, scheduleBody, type SubmissionDraft } from './submission';
import { WhenFields } from './WhenFields';

const shownPaths = ['job_type', 'payload', 'queue', 'priority', 'max_attempts', 'retry', 'timeout_ms', 'tags', 'idempotency_key', 'concurrency_key', 'run_at', 'delay_ms', 'cron', 'time_zone', 'id'];

/** A job, or a schedule that makes jobs: by a form, or as a line to copy. */
export function SubmitView() {
  const { search } = useLocation();
  const { stats } = useServer();
  const types = useResource('types', (signal) => whole((cursor) => api.jobTypes(cursor, signal)));
  const [draft, setDraft] = useState<SubmissionDraft>(() => start(search));
  const [problem, setProblem] = useState<Problem | null>(null);
  const { busy, run } = useAction();
  const set = (change: Partial<SubmissionDraft>) => setDraft((old) => ({ ...old, ...change }));

  useEffect(() => {
    const from = new URLSearchParams(search).get('from');
    if (from === null) return;
    const stop = new AbortController();
    api.job(from, stop.signal).then(
      (job) => setDraft({ ...draftOf(job), payload: job.payload_text === 'null' ? '' : indentJson(job.payload_text) }),
      (thrown) => { if (!stop.signal.aborted) setProblem(asProblem(thrown)); },
    );
    return () => stop.abort();
  }, [search]);

  const type = types.data?.find((one) => one.name === draft.job_type.trim());
  const names = useMemo(() => types.data?.map((one) => one.name) ?? Object.keys(stats.data?.by_job_type ?? {}), [types.data, stats.data]);
  // The errors of a schedule are about its job one level deeper.
  const prefix = draft.when === 'cron' ? 'job.' : '';
  const errors = useMemo(() => Object.fromEntries(Object.entries(problem?.errors ?? {}).map(([at, texts]) => [at.startsWith(prefix) ? at.slice(prefix.length) : at, texts])), [problem, prefix]);
  const rest = unplaced(errors, shownPaths);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    run(async () => {
      try {
        if (draft.when === 'cron') {
          if (draft.schedule_id.trim() === '') throw new Problem(422, 'validation-failed', 'The schedule needs an id', null, { errors: { id: ['A name such as nightly-report; it stands in addresses.'] } });
          const schedule = await api.putSchedule(draft.schedule_id.trim(), scheduleBody(draft), null);
          say(`Schedule ${schedule.id} is created.`);
          navigate(paths.schedule(schedule.id));
        } else {
          const { job, created } = await api.submit(jobBody(draft));
          say(created ? 'The job is stored.' : 'This idempotency key is known: here is its job.');
          navigate(paths.job(job.job_id));
        }
      } catch (thrown) {
        setProblem(asProblem(thrown));
      }
    });
  };

  return (
    <>
      <PageHead title="Submit" lead="A job runs once, at its time, and is not lost. A cron schedule makes jobs again and again." />
      <div className="submit-layout">
        <form onSubmit={submit} className="panel submit-form" noValidate>
          <Field label="Job type" required errors={errorsAt(errors, 'job_type')} hint={type?.description ?? (type === undefined && draft.job_type.trim() !== '' && types.data ? 'No node handles this type yet: the job would wait for one.' : 'The name a handler is registered under.')}>
            {(input) => <input {...input} list="job-types" value={draft.job_type} onChange={(event) => set({ job_type: event.target.value })} autoComplete="off" spellCheck={false} />}
          </Field>
          <datalist id="job-types">{names.map((name) => <option key={name} value={name} />)}</datalist>
          {names.length > 0 && names.length <= 12 && (
            <div className="type-picks">{names.map((name) => <button key={name} type="button" className="chip" aria-pressed={name === draft.job_type} onClick={() => set({ job_type: name })}>{name}</button>)}</div>
          )}
          <PayloadEditor key={type?.name ?? ''} schema={type?.payload_schema ?? null} text={draft.payload} path="payload" errors={errors} onChange={(payload) => set({ payload })} />
          <WhenFields draft={draft} errors={errors} onChange={set} />
          <Options draft={draft} errors={errors} onChange={set} type={type} />
          {problem && (Object.keys(rest).length > 0 || Object.keys(errors).length === 0
            ? <ProblemNotice problem={new Problem(problem.status, problem.kind, problem.title, problem.detail, { ...problem, errors: rest })} />
            : <p className="field-error" role="alert">Nothing is stored: look at the fields marked above.</p>)}
          <div className="row submit-row">
            <ActionButton type="submit" kind="primary" icon="plus" busy={busy} disabled={draft.job_type.trim() === ''}>{draft.when === 'cron' ? 'Create the schedule' : 'Submit the job'}</ActionButton>
          </div>
        </form>
        <Snippets draft={draft} />
      </div>
    </>
  );
}

function start(search: string): SubmissionDraft {
  const parameters = new URLSearchParams(search);
  return { ...emptyDraft, job_type: parameters.get('job_type') ?? '', when: parameters.get('when') === 'cron' ? 'cron' : 'now' };
}
