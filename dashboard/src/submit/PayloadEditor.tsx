import { useEffect, useState } from 'react';
import type { JsonSchema } from '../api/types';
import { indentJson, jsonProblem } from '../json/rawJson';
import { Button } from '../ui/Button';
import { Choice, Field } from '../ui/Field';
import { type Errors, errorsAt } from './errorPaths';
import { PayloadForm } from './PayloadForm';
import { draftToJson, example, hasForm, jsonToDraft, type ObjectDraft } from './schemaForm';

interface EditorProps { schema: JsonSchema | null; text: string; path: string; errors: Errors; onChange: (text: string) => void }

/** The payload as a form, where the type's schema allows, or as JSON. Both are the same payload: one can go to and fro. */
export function PayloadEditor({ schema, text, path, errors, onChange }: EditorProps) {
  const canForm = hasForm(schema);
  const [mode, setMode] = useState<'form' | 'json'>('form');
  const [draft, setDraft] = useState<ObjectDraft | null>(null);
  const [written, setWritten] = useState<string | null>(null);

  // A payload that came from elsewhere (another type, a job submitted again) is read into the form, if the form can show all of it.
  useEffect(() => {
    if (!canForm || text === written) return;
    setDraft(readDraft(schema, text));
  }, [schema, text, canForm, written]);

  const shown = canForm && draft !== null ? mode : 'json';
  const wrong = text.trim() === '' ? null : jsonProblem(text);
  return (
    <div className="payload-editor">
      <div className="panel-head">
        <h2>Payload</h2>
        {canForm && <Choice label="Edit as" value={shown} onChange={setMode} options={[['form', 'Form'], ['json', 'JSON']]} />}
      </div>
      {canForm && draft === null && <p className="hint">{wrong ? 'The form comes back when this is JSON again.' : 'This payload has members that the type’s schema does not tell of, so it is shown as JSON.'}</p>}
      {shown === 'form' && schema !== null && draft !== null ? (
        <>
          {errorsAt(errors, path).map((one) => <p key={one} className="field-error">{one}</p>)}
          <PayloadForm
            schema={schema} root={schema} draft={draft} path={path} errors={errors}
            onChange={(next) => { const json = draftToJson(schema, schema, next) ?? ''; setDraft(next); setWritten(json); onChange(json); }}
          />
        </>
      ) : (
        <Field label="JSON" errors={errorsAt(errors, path, true)} hint={wrong ?? 'Kept token for token, also the spelling of numbers. Empty means null.'}>
          {(input) => <textarea {...input} className="mono json-input" rows={text === '' ? 4 : 10} value={text} spellCheck={false} placeholder={'{ "hello": "world" }'} onChange={(event) => onChange(event.target.value)} />}
        </Field>
      )}
      {shown === 'json' && (
        <div className="row">
          <Button kind="quiet" disabled={wrong !== null || text.trim() === ''} onClick={() => onChange(indentJson(text))}>Indent</Button>
          {schema !== null && <Button kind="quiet" onClick={() => onChange(indentJson(example(schema, schema)))}>Begin with the required members</Button>}
        </div>
      )}
    </div>
  );
}

function readDraft(schema: JsonSchema, text: string): ObjectDraft | null {
  if (text.trim() === '') return {};
  if (jsonProblem(text) !== null) return null;
  const draft = jsonToDraft(schema, schema, text);
  return draft === undefined ? {} : (draft as ObjectDraft | null);
}
