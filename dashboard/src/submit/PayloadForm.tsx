import type { JsonSchema } from '../api/types';
import { Button } from '../ui/Button';
import { Field } from '../ui/Field';
import { below, type Errors, errorsAt } from './errorPaths';
import { type Draft, hintOf, kindOf, type ObjectDraft, resolve } from './schemaForm';

interface FormProps { schema: JsonSchema; root: JsonSchema; draft: ObjectDraft; path: string; errors: Errors; onChange: (draft: ObjectDraft) => void }

/** A field for each member of the payload's schema, the required ones first. */
export function PayloadForm({ schema, root, draft, path, errors, onChange }: FormProps) {
  const meant = resolve(schema, root);
  const required = new Set(meant.required ?? []);
  const names = Object.keys(meant.properties ?? {}).sort((a, b) => Number(required.has(b)) - Number(required.has(a)));
  return (
    <>
      {names.map((name) => (
        <Member
          key={name} name={name} schema={resolve(meant.properties![name]!, root)} root={root} required={required.has(name)}
          value={draft[name]} path={below(path, name)} errors={errors}
          onChange={(value) => onChange({ ...draft, [name]: value })}
        />
      ))}
    </>
  );
}

interface MemberProps { name: string; schema: JsonSchema; root: JsonSchema; required: boolean; value: Draft; path: string; errors: Errors; onChange: (value: Draft) => void }

function Member({ name, schema, root, required, value, path, errors, onChange }: MemberProps) {
  const kind = kindOf(schema, root);
  const label = <code>{name}</code>;
  const hint = hintOf(schema);
  if (kind === 'object')
    return (
      <fieldset className="nested">
        <legend>{label}</legend>
        {errorsAt(errors, path).map((text) => <p key={text} className="field-error">{text}</p>)}
        <PayloadForm schema={schema} root={root} draft={(value ?? {}) as ObjectDraft} path={path} errors={errors} onChange={onChange} />
      </fieldset>
    );
  if (kind === 'list') return <List name={name} schema={schema} value={(value ?? []) as Draft[]} path={path} errors={errors} onChange={onChange} hint={hint} required={required} />;
  const text = value === undefined ? '' : String(value);
  return (
    <Field label={label} hint={hint} required={required} errors={errorsAt(errors, path, kind === 'json')}>
      {(input) => {
        switch (kind) {
          case 'boolean':
            return (
              <select {...input} value={text} onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value === 'true')}>
                <option value="">{required ? 'choose' : 'not set'}</option><option value="true">true</option><option value="false">false</option>
              </select>
            );
          case 'choice':
            return (
              <select {...input} value={text} onChange={(event) => onChange(event.target.value)}>
                <option value="">{required ? 'choose' : 'not set'}</option>
                {schema.enum!.filter((one) => one !== null).map((one) => <option key={String(one)} value={String(one)}>{String(one)}</option>)}
              </select>
            );
          case 'json': return <textarea {...input} className="mono" rows={3} value={text} spellCheck={false} placeholder="JSON" onChange={(event) => onChange(event.target.value)} />;
          case 'number': return <input {...input} inputMode="decimal" className="mono" value={text} onChange={(event) => onChange(event.target.value)} />;
          default:
            return (schema.maxLength ?? 0) > 300 && schema.format !== 'uri'
              ? <textarea {...input} rows={4} value={text} onChange={(event) => onChange(event.target.value)} />
              : <input {...input} value={text} onChange={(event) => onChange(event.target.value)} placeholder={typeof schema.default === 'string' ? schema.default : undefined} />;
        }
      }}
    </Field>
  );
}

interface ListProps { name: string; schema: JsonSchema; value: Draft[]; path: string; errors: Errors; onChange: (value: Draft) => void; hint?: string; required: boolean }

function List({ name, value, path, errors, onChange, hint, required }: ListProps) {
  return (
    <fieldset className="nested list-field">
      <legend><code>{name}</code>{required && <span className="required"> *</span>}</legend>
      {hint && <p className="hint">{hint}</p>}
      {errorsAt(errors, path).map((text) => <p key={text} className="field-error">{text}</p>)}
      {value.map((line, index) => {
        const wrong = errorsAt(errors, `${path}[${index}]`);
        return (
          <div key={index} className="list-line">
            <input value={String(line ?? '')} aria-label={`${name} ${index + 1}`} aria-invalid={wrong.length > 0 || undefined} onChange={(event) => onChange(value.map((old, at) => (at === index ? event.target.value : old)))} />
            <Button kind="quiet" icon="failed" title={`Remove ${name} ${index + 1}`} onClick={() => onChange(value.filter((_, at) => at !== index))} />
            {wrong.length > 0 && <p className="field-error">{wrong.join('; ')}</p>}
          </div>
        );
      })}
      <Button kind="quiet" icon="plus" onClick={() => onChange([...value, ''])}>Add</Button>
    </fieldset>
  );
}
