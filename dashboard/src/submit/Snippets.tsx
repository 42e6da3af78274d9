import { useState } from 'react';
import { apiUrl } from '../api/transport';
import { Code } from '../ui/Code';
import { Choice } from '../ui/Field';
import { csharpOf, curlOf, jobctlOf } from './snippets';
import type { SubmissionDraft } from './submission';

/** The same, for a terminal or a program. */
export function Snippets({ draft }: { draft: SubmissionDraft }) {
  const [language, setLanguage] = useState<'curl' | 'jobctl' | 'csharp'>('curl');
  const text = { curl: () => curlOf(draft, apiUrl('')), jobctl: () => jobctlOf(draft, apiUrl('').replace(/\/$/, '')), csharp: () => csharpOf(draft) }[language]();
  return (
    <aside className="panel snippets" aria-label="The same as a command">
      <div className="panel-head">
        <h2>The same from</h2>
        <Choice label="Language" value={language} onChange={setLanguage} options={[['curl', 'curl'], ['jobctl', 'jobctl'], ['csharp', 'C#']]} />
      </div>
      <Code text={text} what="these lines" title={{ curl: 'Terminal', jobctl: 'Terminal', csharp: 'IJobSchedulerClient' }[language]} />
    </aside>
  );
}
