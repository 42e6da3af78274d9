import { type FormEvent, useEffect, useRef, useState } from 'react';
import { DeadLettersView } from '../deadLetters/DeadLettersView';
import { JobView } from '../job/JobView';
import { looksLikeJobId } from '../jobs/jobId';
import { JobsView } from '../jobs/JobsView';
import { NodesView } from '../nodes/NodesView';
import { PartitionsView } from '../nodes/PartitionsView';
import { Overview } from '../overview/Overview';
import { QueuesView } from '../queues/QueuesView';
import { jobsPath, paths, type Route, routeOf } from '../routing/paths';
import { Link, navigate, useLocation } from '../routing/router';
import { EditSchedule } from '../schedules/EditSchedule';
import { SchedulesView } from '../schedules/SchedulesView';
import { ScheduleView } from '../schedules/ScheduleView';
import { changeSettings, useSettings } from '../settings/settings';
import { SettingsView } from '../settings/SettingsView';
import { SubmitView } from '../submit/SubmitView';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Empty } from '../ui/Notice';
import { useKeys } from '../ui/keys';
import { Toasts } from '../ui/Toasts';
import { ConnectionBar } from './ConnectionBar';
import { KeySheet } from './KeySheet';
import { Navigation } from './Navigation';
import { useServer } from './server';

function View({ route }: { route: Route }) {
  switch (route.view) {
    case 'overview': return <Overview />;
    case 'jobs': return <JobsView />;
    case 'job': return <JobView key={route.id} id={route.id} />;
    case 'submit': return <SubmitView />;
    case 'schedules': return <SchedulesView />;
    case 'schedule': return <ScheduleView key={route.id} id={route.id} />;
    case 'editSchedule': return <EditSchedule key={route.id} id={route.id} />;
    case 'deadLetters': return <DeadLettersView />;
    case 'queues': return <QueuesView />;
    case 'nodes': return <NodesView />;
    case 'partitions': return <PartitionsView />;
    case 'settings': return <SettingsView />;
    case 'unknown': return <Empty page title="There is no such page"><p><Link to={paths.overview} className="button button-plain">To the overview</Link></p></Empty>;
  }
}

const names: Record<Route['view'], string> = {
  overview: 'Overview', jobs: 'Jobs', job: 'Job', submit: 'Submit', schedules: 'Schedules', schedule: 'Schedule', editSchedule: 'Edit schedule',
  deadLetters: 'Dead letters', queues: 'Queues', nodes: 'Nodes', partitions: 'Partitions', settings: 'Settings', unknown: 'Not found',
};

export function App() {
  const { path } = useLocation();
  const route = routeOf(path);
  const [help, setHelp] = useState(false);
  const [menu, setMenu] = useState(false);
  const find = useRef<HTMLInputElement>(null);
  const { zone } = useSettings();
  const { readOnly } = useServer();
  useEffect(() => { setMenu(false); document.title = `${'id' in route ? route.id : names[route.view]} · JobScheduler`; }, [path]);
  useKeys({
    '?': () => setHelp(true), i: () => find.current?.focus(), n: () => navigate(paths.submit),
    u: () => changeSettings({ zone: zone === 'utc' ? 'local' : 'utc' }),
    'g o': () => navigate(paths.overview), 'g j': () => navigate(paths.jobs), 'g s': () => navigate(paths.schedules), 'g d': () => navigate(paths.deadLetters),
    'g q': () => navigate(paths.queues), 'g n': () => navigate(paths.nodes), 'g p': () => navigate(paths.partitions), 'g f': () => navigate(jobsPath({ state: ['failed'] })),
  });
  return (
    <div className="shell">
      <a className="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>To the content</a>
      <header className="top">
        <Button kind="quiet" icon="menu" className="menu-button" title="Menu" pressed={menu} onClick={() => setMenu(!menu)} />
        <Link to={paths.overview} className="brand"><Brand />JobScheduler</Link>
        {readOnly && <span className="chip read-only" title="JobScheduler:Http:ReadOnly is on: the page may look, not touch."><Icon name="lock" size={12} />read-only</span>}
        <FindJob input={find} />
        <Button kind="quiet" icon="help" title="Keyboard shortcuts (?)" onClick={() => setHelp(true)} />
        <Button kind="quiet" onClick={() => changeSettings({ zone: zone === 'utc' ? 'local' : 'utc' })} title="Times in UTC or in your own zone (u)">{zone === 'utc' ? 'UTC' : 'Local'}</Button>
        {!readOnly && <Link to={paths.submit} className="button button-primary submit-link" label="Submit a job"><Icon name="plus" /><span>Submit</span></Link>}
      </header>
      <Navigation view={route.view} open={menu} />
      <main id="main" tabIndex={-1}>
        <View route={route} />
      </main>
      <ConnectionBar />
      {help && <KeySheet onClose={() => setHelp(false)} />}
      <Toasts />
    </div>
  );
}

/** Opens a pasted job id from anywhere; anything else is looked for as a job type. */
function FindJob({ input }: { input: React.RefObject<HTMLInputElement | null> }) {
  const [text, setText] = useState('');
  const go = (event: FormEvent) => {
    event.preventDefault();
    const value = text.trim();
    if (value === '') return;
    setText('');
    input.current?.blur();
    navigate(looksLikeJobId(value) ? paths.job(value) : jobsPath({ job_type: [value] }));
  };
  return (
    <form className="find" onSubmit={go} role="search" aria-label="Open a job">
      <Icon name="search" />
      <input ref={input} value={text} onChange={(event) => setText(event.target.value)} placeholder="Job id or type" aria-label="Open a job by its id, or find jobs of a type" spellCheck={false} />
      <kbd aria-hidden="true">i</kbd>
    </form>
  );
}

function Brand() {
  return (
    <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true" className="brand-mark">
      <rect width="32" height="32" rx="7" /><circle cx="16" cy="16" r="9" /><path d="M16 10.500v6l4 2.500" />
    </svg>
  );
}
