import { type FormEvent, useState } from 'react';
import { api } from '../api/client';
import { asProblem, Problem } from '../api/problem';
import type { Misfire, Overlap, Schedule } from '../api/types';
import { indentJson, jsonProblem, members } from '../json/rawJson';
import { useResource } from '../live/useResource';
import { paths } from '../routing/paths';
import { Link, navigate } from '../routing/router';
import { errorsAt, unplaced } from '../submit/errorPaths';
import { objectText } from '../submit/submission';
import { parseSpan } from '../text/time';
import { ActionButton } from '../ui/Button';
import { Field } from '../ui/Field';
import { PageHead, ProblemNotice, Skeleton } from '../ui/Notice';
import { say } from '../ui/toasts';
import { useAction } from '../ui/useAction';
import { CronFields } from './CronFields';
import { misfireWords, overlapWords } from './words';

export function EditSchedule({ id }: { id: string }) {
  const found = useResource(`edit:${id}`, (signal) => api.schedule(id, signal));
  if (found.data === undefined) return found.problem ? <ProblemNotice problem={found.problem} onRetry={found.reload} /> : <Skeleton rows={8} />;
  return <Form schedule={found.data.schedule} text={found.data.text} />;
}

/** Changes a schedule's definition. What the form does not show is sent back as it was; a change by somebody else meanwhile is refused. */
function Form({ schedule, text }: { schedule: Schedule; text: string }) {
  const stored = new Map(members(text));
  const [cron, setCron] = useState({ cron: schedule.cron, zone: schedule.time_zone });
  const [overlap, setOverlap] = useState<Overlap>(schedule.overlap);
  const [misfire, setMisfire] = useState<Misfire>(schedule.misfire);
  const [jitter, setJitter] = useState(schedule.jitter_ms === 0 ? '' : `${schedule.jitter_ms} ms`);
  const [exclude, setExclude] = useState(schedule.exclude.join('\n'));
  const [job, setJob] = useState(() => indentJson(stored.get('job') ?? '{}'));
  const [problem, setProblem] = useState<Problem | null>(null);
  const { busy, run } = useAction();
  const errors = problem?.errors ?? {};
  const exclusions = exclude.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const rest = unplaced(errors, ['cron', 'time_zone', 'overlap', 'misfire', 'jitter_ms', 'exclude', 'job']);

  const save = (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    run(async () => {
      for (const [name, json] of Object.entries({
        cron: JSON.stringify(cron.cron.trim()), time_zone: JSON.stringify(cron.zone.trim() || 'UTC'), overlap: JSON.stringify(overlap), misfire: JSON.stringify(misfire),
        jitter_ms: jitter.trim() === '' ? '0' : JSON.stringify(parseSpan(jitter) ?? jitter), exclude: JSON.stringify(exclusions), job,
      })) stored.set(name, json);
      try {
        await api.putSchedule(schedule.id, objectText([...stored]), schedule.version);
        say(`${schedule.id} is changed.`);
        navigate(paths.schedule(schedule.id));
      } catch (thrown) {
        setProblem(asProblem(thrown));
      }
    });
  };
  return (
    <>
      <PageHead title={<>Edit {schedule.id}</>}><Link to={paths.schedule(schedule.id)} className="button button-plain">Leave it as it is</Link></PageHead>
      <form className="panel edit-form" onSubmit={save} noValidate>
        <CronFields
          cron={cron.cron} zone={cron.zone} errors={errors} onChange={setCron}
          more={{ id: schedule.id, start_at: schedule.start_at, end_at: schedule.end_at, exclude: exclusions, phase_ms: schedule.phase_ms }}
        />
        <div className="field-grid">
          <Field label="If one still runs" errors={errorsAt(errors, 'overlap')}>
            {(input) => <select {...input} value={overlap} onChange={(event) => setOverlap(event.target.value as Overlap)}>{Object.entries(overlapWords).map(([value, words]) => <option key={value} value={value}>{words}</option>)}</select>}
          </Field>
          <Field label="After downtime" errors={errorsAt(errors, 'misfire')}>
            {(input) => <select {...input} value={misfire} onChange={(event) => setMisfire(event.target.value as Misfire)}>{Object.entries(misfireWords).map(([value, words]) => <option key={value} value={value}>{words}</option>)}</select>}
          </Field>
          <Field label="Jitter" hint="Spreads the runs; such as 30s. Empty: none." errors={errorsAt(errors, 'jitter_ms')}>{(input) => <input {...input} value={jitter} onChange={(event) => setJitter(event.target.value)} />}</Field>
        </div>
        <Field label="Never at" hint="Cron expressions, one a line, whose times are left out." errors={errorsAt(errors, 'exclude', true)}>{(input) => <textarea {...input} className="mono" rows={2} value={exclude} onChange={(event) => setExclude(event.target.value)} spellCheck={false} />}</Field>
        <Field label="The job it makes" hint={jsonProblem(job) ?? 'A submission without a time and without an idempotency key.'} errors={errorsAt(errors, 'job', true)}>{(input) => <textarea {...input} className="mono json-input" rows={12} value={job} onChange={(event) => setJob(event.target.value)} spellCheck={false} />}</Field>
        {problem && (Object.keys(rest).length > 0 || Object.keys(errors).length === 0) && <ProblemNotice problem={new Problem(problem.status, problem.kind, problem.title, problem.detail, { ...problem, errors: rest })} />}
        <div className="row"><ActionButton type="submit" kind="primary" busy={busy}>Save</ActionButton></div>
      </form>
    </>
  );
}
