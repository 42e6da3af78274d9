import type { BulkVerb } from '../api/types';
import { applies } from '../bulk/applies';
import { counted } from '../text/numbers';
import { ActionButton, Button } from '../ui/Button';
import { bulkFilter, filterParts, type JobFilters, narrowed } from './filters';

interface BulkBarProps { filters: JobFilters; ticked: ReadonlySet<string>; onStart: (verb: BulkVerb) => void; onClear: () => void }

const verbs: [BulkVerb, string][] = [['run', 'Run now'], ['retry', 'Retry'], ['cancel', 'Cancel'], ['discard', 'Discard']];

/** What can be done to all jobs of the filter, or to the ticked ones. */
export function BulkBar({ filters, ticked, onStart, onClear }: BulkBarProps) {
  const filter = bulkFilter(filters);
  const filtered = filterParts(filters).length > 0 || filters.state.length > 0;
  return (
    <div className="bulk-bar" role="group" aria-label="Actions on many jobs">
      <span>{ticked.size > 0 ? `${counted(ticked.size, 'job')} ticked` : filtered ? 'All that match' : 'All jobs'}</span>
      {verbs.map(([verb, text]) => (
        <ActionButton
          key={verb} kind="quiet" onClick={() => onStart(verb)}
          disabled={ticked.size === 0 && narrowed(filter, applies[verb]) === null}
          title={ticked.size === 0 && narrowed(filter, applies[verb]) === null ? `Applies to ${applies[verb].join(', ')} jobs; the filter has none of these.` : undefined}
        >
          {text}…
        </ActionButton>
      ))}
      {ticked.size > 0 && <Button kind="quiet" onClick={onClear}>Untick</Button>}
    </div>
  );
}
