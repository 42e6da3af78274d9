import { Dialog } from '../ui/Dialog';

const sheets: [string, [string, string][]][] = [
  ['Everywhere', [['?', 'this sheet'], ['i', 'open a job by its id'], ['n', 'submit a job'], ['u', 'UTC or local times'], ['g o', 'overview'], ['g j', 'jobs'], ['g f', 'failed jobs'], ['g s', 'schedules'], ['g d', 'dead letters'], ['g q', 'queues'], ['g n', 'nodes'], ['g p', 'partitions']]],
  ['Jobs', [['j k', 'down, up'], ['o', 'open the marked job'], ['x', 'tick the marked job'], ['*', 'tick all that are loaded'], ['/', 'to the filter'], ['p', 'pause or go on'], ['Esc', 'untick all']]],
  ['One job', [['c', 'cancel'], ['r', 'replay, or run now'], ['e', 'submit again with changes'], ['b', 'back to the jobs']]],
];

export function KeySheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose} wide>
      <div className="key-sheet">
        {sheets.map(([name, keys]) => (
          <section key={name}>
            <h3>{name}</h3>
            <dl>{keys.map(([key, text]) => <div key={key}><dt>{key.split(' ').map((one) => <kbd key={one}>{one}</kbd>)}</dt><dd>{text}</dd></div>)}</dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
