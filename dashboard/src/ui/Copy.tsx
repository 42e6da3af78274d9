import { useEffect, useState } from 'react';
import { Button } from './Button';

/** Over plain HTTP from another machine there is no clipboard interface: then through a selection. */
async function copyText(text: string): Promise<void> {
  if (window.isSecureContext) return navigator.clipboard.writeText(text);
  const box = document.createElement('textarea');
  box.value = text;
  box.className = 'off-screen';
  (document.querySelector('dialog[open]') ?? document.body).append(box);
  box.select();
  document.execCommand('copy');
  box.remove();
}

export function CopyButton({ text, what, label }: { text: string; what: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button kind="quiet" icon={copied ? 'completed' : 'copy'} title={copied ? 'Copied' : `Copy ${what}`} onClick={() => void copyText(text).then(() => setCopied(true), () => setCopied(false))}>
      {label}
    </Button>
  );
}
