import { serverNow, useNow } from '../live/clock';
import { useSettings } from '../settings/settings';
import { exact, relative, short, span } from '../text/time';

/** How long ago or ahead, with the exact time on hover; or the clock time, with how long ago on hover. */
export function Time({ at, as = 'relative' }: { at: string | null; as?: 'relative' | 'clock' | 'exact' }) {
  const now = useNow();
  const { zone } = useSettings();
  if (at === null) return <span className="faint">–</span>;
  const time = Date.parse(at);
  const whole = exact(time, zone);
  const text = as === 'relative' ? relative(time, now) : as === 'clock' ? short(time, now, zone) : whole;
  return <time dateTime={at} title={as === 'relative' ? whole : `${whole}, ${relative(time, now)}`}>{text}</time>;
}

/** A span from `from` to `to`, or to now while there is no end. */
export function Since({ from, to }: { from: string; to: string | null }) {
  const now = useNow();
  return <>{span((to === null ? Math.max(now, serverNow()) : Date.parse(to)) - Date.parse(from))}</>;
}
