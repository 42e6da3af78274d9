import { useState } from 'react';
import { indentJson } from '../json/rawJson';
import { bytes } from '../text/numbers';
import { Button } from './Button';
import { CopyButton } from './Copy';

const shownAtFirst = 4000;

interface CodeProps { text: string; what: string; title?: string }

/** A text to read and copy; a long one is cut until asked for. */
export function Code({ text, what, title }: CodeProps) {
  const [whole, setWhole] = useState(false);
  const cut = !whole && text.length > shownAtFirst;
  return (
    <figure className="code">
      <figcaption>
        <span>{title}</span>
        <CopyButton text={text} what={what} />
      </figcaption>
      <pre tabIndex={0} aria-label={title ?? what}>{cut ? text.slice(0, shownAtFirst) : text}</pre>
      {cut && <Button kind="quiet" onClick={() => setWhole(true)}>Show all ({bytes(text.length)})</Button>}
    </figure>
  );
}

/** JSON as it is stored, indented. */
export function Json({ text, what, title }: CodeProps) {
  return <Code text={indentJson(text)} what={what} title={title} />;
}
