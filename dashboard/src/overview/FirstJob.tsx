import { apiUrl } from '../api/transport';
import { paths } from '../routing/paths';
import { Link } from '../routing/router';
import { Code } from '../ui/Code';
import { useServer } from '../app/server';

/** What a new scheduler needs first. */
export function FirstJob() {
  const { readOnly } = useServer();
  const curl = `curl -sS ${apiUrl('v1/jobs')} -H 'Content-Type: application/json' \\\n     -d '{"job_type":"echo","payload":{"hello":"world"}}'`;
  return (
    <section className="panel first-job">
      <h2>Nothing has run here yet</h2>
      <p>A job is a type, a payload and a time. <code>echo</code> is built in and answers what it was sent: try it from a terminal.</p>
      <Code text={curl} what="the command" title="Terminal" />
      {!readOnly && <p>Or fill in a form: <Link to={`${paths.submit}?job_type=echo`} className="button button-primary">Submit a job</Link></p>}
    </section>
  );
}
