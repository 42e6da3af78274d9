import { useState } from 'react';
import { api } from '../api/client';
import type { DeadLetterGroup } from '../api/types';
import { useReloadOnChange } from '../live/useLive';
import { useResource } from '../live/useResource';
import { jobsPath, paths } from '../routing/paths';
import { Link } from '../routing/router';
import { count, counted } from '../text/numbers';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Empty, PageHead, ProblemNotice, Skeleton } from '../ui/Notice';
import { Time } from '../ui/Time';
import { complain } from '../ui/toasts';
import { Canary } from './Canary';
import { GroupDetail } from './GroupDetail';

/** Failed jobs by what went wrong, so that a thousand failures of one cause are one thing to look at. */
export function DeadLettersView() {
  const first = useResource('groups', (signal) => api.deadLetterGroups({ limit: 50 }, signal), { everyMs: 5000 });
  const [more, setMore] = useState<{ items: DeadLetterGroup[]; next: string | null } | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  // Beside the list, because a group goes when all of it was replayed.
  const [canary, setCanary] = useState<{ group: DeadLetterGroup; ids: string[] } | null>(null);
  useReloadOnChange(first.reload, 2000);
  const next = more === null ? first.data?.next_cursor ?? null : more.next;
  const known = new Set(first.data?.items.map((group) => group.fingerprint));
  const groups = [...(first.data?.items ?? []), ...(more?.items ?? []).filter((group) => !known.has(group.fingerprint))];
  const loadMore = () => {
    api.deadLetterGroups({ limit: 50, cursor: next }).then((page) => setMore((old) => ({ items: [...(old?.items ?? []), ...page.items], next: page.next_cursor })), complain);
  };
  if (first.missing) return <Ungrouped />;
  return (
    <>
      <PageHead title="Dead letters" lead="Jobs that failed for good, by what went wrong. They stay until somebody decides.">
        <Link to={jobsPath({ state: ['failed'] })} className="button button-plain">As a list of jobs</Link>
      </PageHead>
      {first.problem && <ProblemNotice problem={first.problem} onRetry={first.reload} />}
      {canary && <Canary ids={canary.ids} group={canary.group} left={groups.find((group) => group.fingerprint === canary.group.fingerprint)?.count ?? 0} onDone={first.reload} onClose={() => setCanary(null)} />}
      {first.loading ? <Skeleton rows={6} /> : groups.length === 0 && !first.problem ? <NoDeadLetters /> : (
        <ul className="groups">
          {groups.map((group) => (
            <li key={group.fingerprint} className="panel group">
              <button type="button" className="group-head" aria-expanded={open === group.fingerprint} onClick={() => setOpen(open === group.fingerprint ? null : group.fingerprint)}>
                <span className="group-count" title={group.count_is_exact ? undefined : 'at least'}>{count(group.count)}{!group.count_is_exact && '+'}</span>
                <span className="group-what">
                  <b>{group.job_type}</b> <code>{group.error_code}</code>
                  <span className="group-message">{group.message}</span>
                </span>
                <span className="group-when"><span>last <Time at={group.last_seen} /></span><span className="faint">first <Time at={group.first_seen} /></span></span>
                <Icon name="chevron" />
              </button>
              {open === group.fingerprint && <GroupDetail group={group} onChanged={first.reload} onCanary={(ids) => setCanary({ group, ids })} />}
            </li>
          ))}
        </ul>
      )}
      {next !== null && <Button onClick={loadMore}>More groups</Button>}
    </>
  );
}

function NoDeadLetters() {
  return (
    <Empty title="No dead letters">
      <p>A job that used up its attempts, or whose handler said that it is hopeless, comes here and waits for a decision: replay it, or discard it with a reason.</p>
      <p>To see one, submit an <code>http</code> job to an address that does not answer, with 1 attempt. <Link to={`${paths.submit}?job_type=http`}>Try it</Link></p>
    </Empty>
  );
}

/** A server that does not group: the failed jobs one by one. */
function Ungrouped() {
  const list = useResource('dead-letters', (signal) => api.deadLetters({ limit: 100 }, signal), { everyMs: 5000 });
  return (
    <>
      <PageHead title="Dead letters" lead="Jobs that failed for good. They stay until somebody decides."><Link to={jobsPath({ state: ['failed'] })} className="button button-plain">Act on them in the list of jobs</Link></PageHead>
      {list.problem && <ProblemNotice problem={list.problem} onRetry={list.reload} />}
      {list.loading ? <Skeleton rows={6} /> : list.data?.items.length === 0 ? <NoDeadLetters /> : (
        <section className="panel">
          <ul className="rows">
            {list.data?.items.map((job) => <li key={job.job_id}><Link to={paths.job(job.job_id)}><b>{job.job_type}</b><span className="failure-text">{job.error?.code}: {job.error?.message}</span></Link><Time at={job.finished_at} /></li>)}
          </ul>
          {list.data?.next_cursor && <p className="faint">The newest {counted(list.data.items.length, 'one')}; the list of jobs has all.</p>}
        </section>
      )}
    </>
  );
}
