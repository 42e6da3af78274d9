import { useConnection } from '../live/useResource';
import { useNow } from '../live/clock';
import { span } from '../text/time';
import { Icon } from '../ui/Icon';
import { useServer } from './server';

/** Says that the scheduler does not answer, and since when; goes by itself. */
export function ConnectionBar() {
  const { lost, since } = useConnection();
  const { stats } = useServer();
  const now = useNow();
  if (lost) {
    const seconds = Math.max(0, now - (since ?? now));
    return <p className="connection" role="alert"><Icon name="warning" /> No connection to the scheduler{seconds >= 2000 ? ` for ${span(Math.round(seconds / 1000) * 1000)}` : ''}. What you see may be old; the page keeps trying. Jobs do not depend on this page.</p>;
  }
  if (stats.problem?.status === 503) return <p className="connection" role="alert"><Icon name="warning" /> The scheduler is there but not ready: {stats.problem.message}</p>;
  return null;
}
