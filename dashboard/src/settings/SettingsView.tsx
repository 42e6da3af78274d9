import { useServer } from '../app/server';
import { Choice, Field } from '../ui/Field';
import { PageHead } from '../ui/Notice';
import { Icon } from '../ui/Icon';
import { changeSettings, traceAddress, useSettings } from './settings';

/** What this browser remembers. */
export function SettingsView() {
  const settings = useSettings();
  const { info, readOnly } = useServer();
  const bad = settings.traceLink.trim() !== '' && traceAddress(settings.traceLink.trim(), '0') === null;
  return (
    <>
      <PageHead title="Settings" lead="Kept in this browser only." />
      <section className="panel settings">
        <div className="setting"><h2>Colours</h2><Choice label="Colours" value={settings.theme} onChange={(theme) => changeSettings({ theme })} options={[['system', 'As the system'], ['light', 'Light'], ['dark', 'Dark']]} /></div>
        <div className="setting"><h2>Times</h2><Choice label="Times" value={settings.zone} onChange={(zone) => changeSettings({ zone })} options={[['local', `Local (${Intl.DateTimeFormat().resolvedOptions().timeZone})`], ['utc', 'UTC']]} /></div>
        <Field label="Your name" hint="Stands behind a pause, for whoever wonders.">{(input) => <input {...input} value={settings.name} autoComplete="name" maxLength={100} onChange={(event) => changeSettings({ name: event.target.value })} />}</Field>
        <Field label="Where traces are shown" hint={<>An address with <code>{'{trace_id}'}</code> in it, such as https://traces.example/trace/{'{trace_id}'}. Jobs then link to their trace.</>} errors={bad ? ['It must begin with http:// or https:// and have {trace_id} in it.'] : []}>
          {(input) => <input {...input} value={settings.traceLink} spellCheck={false} onChange={(event) => changeSettings({ traceLink: event.target.value })} />}
        </Field>
      </section>
      <section className="panel">
        <h2>This server</h2>
        {info ? <p>JobScheduler {info.version}, engine {info.engine}, answered by node {info.node}.</p> : <p className="faint">It does not tell about itself.</p>}
        {readOnly && <p className="notice notice-note"><Icon name="lock" /> Read-only: it lets this page look, not touch (<code>JobScheduler:Http:ReadOnly</code>).</p>}
      </section>
    </>
  );
}
