import { useId, useState } from 'react';
import { changeSettings, useSettings } from '../settings/settings';
import { ActionButton, Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Field';
import { useAction } from '../ui/useAction';

interface PauseDialogProps { what: string; meaning: string; onClose: () => void; onPause: (note: string | null, by: string | null) => Promise<void> }

/** A pause says who and why, so that whoever finds it knows whether it may be lifted. */
export function PauseDialog({ what, meaning, onClose, onPause }: PauseDialogProps) {
  const formId = useId();
  const settings = useSettings();
  const [note, setNote] = useState('');
  const [name, setName] = useState(settings.name);
  const { busy, run } = useAction();
  const pause = () => run(async () => {
    changeSettings({ name: name.trim() });
    await onPause(note.trim() === '' ? null : note.trim(), name.trim() === '' ? null : name.trim());
    onClose();
  });
  return (
    <Dialog
      title={`Pause ${what}`} onClose={onClose}
      footer={<><Button onClick={onClose}>Not now</Button><ActionButton kind="primary" icon="pause" busy={busy} type="submit" form={formId}>Pause</ActionButton></>}
    >
      <p>{meaning}</p>
      <form id={formId} onSubmit={(event) => { event.preventDefault(); pause(); }}>
        <Field label="Why" hint="Shown to everybody who wonders.">{(input) => <input {...input} value={note} autoFocus maxLength={500} onChange={(event) => setNote(event.target.value)} />}</Field>
        <Field label="Your name">{(input) => <input {...input} value={name} maxLength={100} autoComplete="name" onChange={(event) => setName(event.target.value)} />}</Field>
      </form>
    </Dialog>
  );
}
