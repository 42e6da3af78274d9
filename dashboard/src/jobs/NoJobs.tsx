import { paths } from '../routing/paths';
import { Link } from '../routing/router';
import { FirstJob } from '../overview/FirstJob';
import { Button } from '../ui/Button';
import { Empty } from '../ui/Notice';
import { bulkFilter, filterParts, type JobFilters, sentence } from './filters';

/** An empty list says why, and what to do. */
export function NoJobs({ filters, onClear }: { filters: JobFilters; onClear: () => void }) {
  if (filterParts(filters).length === 0 && filters.state.length === 0 && filters.order === 'newest') return <FirstJob />;
  return (
    <Empty title="No job matches">
      <p>You asked for {sentence(bulkFilter(filters))}{filters.order === 'due' ? ', of those that wait' : ''}. Names are compared exactly, letter for letter.</p>
      <p><Button onClick={onClear}>Show all jobs</Button> <Link to={paths.submit} className="button button-plain">Submit a job</Link></p>
    </Empty>
  );
}
