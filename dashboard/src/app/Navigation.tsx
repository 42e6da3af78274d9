import { paths, type Route } from '../routing/paths';
import { Link } from '../routing/router';
import { brief, count } from '../text/numbers';
import { changeSettings, useSettings } from '../settings/settings';
import { Button } from '../ui/Button';
import { Icon, type IconName } from '../ui/Icon';
import { useServer } from './server';

const groups: [string, [Route['view'], IconName, string, string][]][] = [
  ['Work', [
    ['overview', 'overview', 'Overview', paths.overview], ['jobs', 'jobs', 'Jobs', paths.jobs],
    ['schedules', 'schedules', 'Schedules', paths.schedules], ['deadLetters', 'deadLetters', 'Dead letters', paths.deadLetters],
  ]],
  ['Machine', [
    ['queues', 'queues', 'Queues', paths.queues], ['nodes', 'nodes', 'Nodes', paths.nodes],
    ['partitions', 'partitions', 'Partitions', paths.partitions], ['settings', 'settings', 'Settings', paths.settings],
  ]],
];

const parents: Partial<Record<Route['view'], Route['view']>> = { job: 'jobs', schedule: 'schedules', editSchedule: 'schedules' };

export function Navigation({ view, open }: { view: Route['view']; open: boolean }) {
  const { stats, info } = useServer();
  const { theme } = useSettings();
  const here = parents[view] ?? view;
  const failed = stats.data?.by_state.failed ?? 0;
  const dark = theme === 'dark' || theme === 'system' && window.matchMedia('(prefers-color-scheme: dark)').matches;
  return (
    <nav className={open ? 'side side-open' : 'side'} aria-label="Views">
      {groups.map(([name, entries]) => (
        <div key={name} className="side-group">
          <p>{name}</p>
          <ul>
            {entries.map(([entry, icon, label, to]) => (
              <li key={entry}>
                <Link to={to} current={here === entry} className="side-link">
                  <Icon name={icon} /><span>{label}</span>
                  {entry === 'deadLetters' && failed > 0 && <span className="count" title={`${count(failed)} failed`}>{brief(failed)}</span>}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <div className="side-foot">
        <Button kind="quiet" icon={dark ? 'sun' : 'moon'} onClick={() => changeSettings({ theme: dark ? 'light' : 'dark' })}>{dark ? 'Light' : 'Dark'}</Button>
        {info && <span className="faint" title={`engine ${info.engine}, node ${info.node}`}>{info.version}</span>}
      </div>
    </nav>
  );
}
