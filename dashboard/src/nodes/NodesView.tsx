import { api, whole } from '../api/client';
import type { JobType, NodeInfo } from '../api/types';
import { apiUrl } from '../api/transport';
import { useServer } from '../app/server';
import { useResource } from '../live/useResource';
import { jobsPath, paths } from '../routing/paths';
import { Link } from '../routing/router';
import { bytes, count, counted } from '../text/numbers';
import { Icon } from '../ui/Icon';
import { Empty, PageHead, ProblemNotice, Skeleton } from '../ui/Notice';
import { Time } from '../ui/Time';

/** The Orleans Dashboard, where this silo has one. Its address may be a path of the server or a whole one. */
export function OrleansLink() {
  const address = useServer().info?.orleans_dashboard;
  if (!address) return null;
  return <a className="button button-plain" href={apiUrl(address.replace(/^\//, ''))} target="_blank" rel="noreferrer"><Icon name="external" /> Orleans Dashboard</a>;
}

/** Who runs: slots in use, types handled, handlers that do not stop. */
export function NodesView() {
  const { info, stats } = useServer();
  const nodes = useResource('nodes', (signal) => whole((cursor) => api.nodes(cursor, signal)), { everyMs: 2000 });
  const types = useResource('types', (signal) => whole((cursor) => api.jobTypes(cursor, signal)), { everyMs: 5000 });
  const free = stats.data?.disk_free_bytes;
  return (
    <>
      <PageHead title="Nodes" lead={info ? `JobScheduler ${info.version}, engine ${info.engine}${free != null ? `, ${bytes(free)} of disk free` : ''}` : undefined}><OrleansLink /></PageHead>
      {nodes.missing ? <Empty title="This server does not tell about its nodes"><p>It is older than this page. Its counts and rates are on the overview.</p></Empty>
        : nodes.problem && !nodes.data ? <ProblemNotice problem={nodes.problem} onRetry={nodes.reload} />
          : nodes.data === undefined ? <Skeleton rows={4} />
            : <ul className="node-cards">{nodes.data.map((node) => <NodeCard key={node.node} node={node} />)}</ul>}
      {types.data && <TypesTable types={types.data} />}
    </>
  );
}

function NodeCard({ node }: { node: NodeInfo }) {
  const isActive = node.status === 'active';
  return (
    <li className="panel node">
      <div className="panel-head">
        <h2>{node.node}</h2>
        <span className={`badge ${isActive ? 'state-completed' : 'state-failed'}`}><Icon name={isActive ? 'completed' : 'warning'} size={12} />{node.status}</span>
      </div>
      <div className="slots">
        <span>slots</span>
        <meter min={0} max={Math.max(1, node.slots)} value={node.slots_running} aria-label={`${node.slots_running} of ${node.slots} slots in use`} />
        <b>{count(node.slots_running)} of {count(node.slots)}</b>
      </div>
      <p className="faint">{counted(node.partitions, 'partition')} · {node.engine} {node.version} · started <Time at={node.started_at} /></p>
      <p className="node-types">{node.job_types.map((type) => <Link key={type} to={jobsPath({ job_type: [type] })} className="chip">{type}</Link>)}</p>
      {node.stuck.length > 0 && (
        <div className="notice notice-failed">
          <Icon name="warning" />
          <div>
            <strong>{counted(node.stuck.length, 'handler does', 'handlers do')} not stop</strong>
            <p>They were told to and went on; their slots stay taken until they return or the process ends.</p>
            <ul>{node.stuck.map((one) => <li key={`${one.job_id}${one.attempt}`}><Link to={paths.job(one.job_id)}>{one.job_type}</Link> attempt {one.attempt}, token <span className="mono">{one.fencing_token}</span>, since <Time at={one.since} /></li>)}</ul>
          </div>
        </div>
      )}
    </li>
  );
}

function TypesTable({ types }: { types: JobType[] }) {
  if (types.length === 0) return null;
  return (
    <section className="panel scroll-x">
      <h2>Job types</h2>
      <table className="wide">
        <thead><tr><th>type</th><th>handled by</th><th className="number">waiting</th><th className="number">running</th><th className="number">completed</th><th className="number">failed</th><th>about</th></tr></thead>
        <tbody>
          {types.map((type) => (
            <tr key={type.name}>
              <td><Link to={jobsPath({ job_type: [type.name] })}>{type.name}</Link></td>
              <td>{type.nodes.length > 0 ? type.nodes.length > 3 ? counted(type.nodes.length, 'node') : type.nodes.join(', ') : <span className="badge state-failed"><Icon name="warning" size={12} />nobody</span>}</td>
              <td className="number">{count(type.counts.waiting)}</td>
              <td className="number">{count(type.counts.running)}</td>
              <td className="number">{count(type.counts.completed)}</td>
              <td className="number">{count(type.counts.failed)}</td>
              <td>{type.description}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
