import type { ReactNode } from 'react';
import { useServer } from '../app/server';
import { Icon, type IconName } from './Icon';

interface ButtonProps {
  children?: ReactNode;
  icon?: IconName;
  kind?: 'plain' | 'primary' | 'danger' | 'quiet';
  onClick?: () => void;
  type?: 'button' | 'submit';
  disabled?: boolean;
  /** Said where the pointer rests; for a button that has only an icon it is its name. */
  title?: string;
  pressed?: boolean;
  busy?: boolean;
  className?: string;
  /** The id of the form that it submits, if it stands outside of it. */
  form?: string;
}

export function Button({ children, icon, kind = 'plain', onClick, type = 'button', disabled, title, pressed, busy, className, form }: ButtonProps) {
  return (
    <button
      type={type}
      form={form}
      className={`button button-${kind}${children === undefined ? ' button-icon' : ''}${className ? ` ${className}` : ''}`}
      onClick={onClick}
      disabled={disabled === true || busy === true}
      title={title}
      aria-label={children === undefined ? title : undefined}
      aria-pressed={pressed}
      aria-busy={busy}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A button that changes something on the server: in read-only mode it stays in place, does nothing and says why. */
export function ActionButton(props: ButtonProps) {
  const { readOnly } = useServer();
  return readOnly ? <Button {...props} disabled onClick={undefined} title="Read-only: this server lets the page look, not touch (JobScheduler:Http:ReadOnly)." /> : <Button {...props} />;
}
