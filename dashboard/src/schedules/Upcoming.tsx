import type { Preview } from '../api/types';
import { Icon } from '../ui/Icon';
import { Time } from '../ui/Time';

/** `2027-03-28 03:00:00 +02:00`: the local time as the schedule's zone has it. */
export const localText = (at: string): string => at.replace('T', ' ').replace(/\.000(?=[+-]|Z|$)/, '').replace(/([+-]\d\d:\d\d|Z)$/, ' $1');

/** The next times in the schedule's own zone, and notes on clock changes. */
export function Upcoming({ preview }: { preview: Preview }) {
  return (
    <>
      {preview.notes.map((note) => <p key={note} className="notice notice-note"><Icon name="info" /> {note}</p>)}
      {preview.next.length === 0 ? <p className="faint">There are no more times.</p> : (
        <ol className="upcoming">
          {preview.next.map((at, index) => <li key={at}><span className="mono">{localText(preview.next_local[index] ?? at)}</span><span className="faint"><Time at={at} /></span></li>)}
        </ol>
      )}
    </>
  );
}
