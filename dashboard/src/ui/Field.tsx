import { type ReactNode, useId } from 'react';

interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  errors?: readonly string[];
  required?: boolean;
  /** Given the id of the input and what describes it. */
  children: (input: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean }) => ReactNode;
}

/** An input with its name, a hint, and what the server thinks of its value. */
export function Field({ label, hint, errors = [], required, children }: FieldProps) {
  const id = useId();
  const describedBy = errors.length > 0 ? `${id}-error` : hint ? `${id}-hint` : undefined;
  return (
    <div className={errors.length > 0 ? 'field field-bad' : 'field'}>
      <label htmlFor={id}>{label}{required && <span className="required" title="required"> *</span>}</label>
      {children({ id, 'aria-describedby': describedBy, 'aria-invalid': errors.length > 0 || undefined })}
      {errors.length > 0
        ? <p className="field-error" id={`${id}-error`}>{errors.join('; ')}</p>
        : hint && <p className="hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}

interface ChoiceProps<T extends string> { label: string; value: T; options: readonly (readonly [T, ReactNode])[]; onChange: (value: T) => void }

/** A few exclusive choices side by side. */
export function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset className="choice">
      <legend className="off-screen">{label}</legend>
      {options.map(([option, text]) => (
        <label key={option} className={option === value ? 'chosen' : undefined}>
          <input type="radio" name={name} value={option} checked={option === value} onChange={() => onChange(option)} />
          {text}
        </label>
      ))}
    </fieldset>
  );
}
