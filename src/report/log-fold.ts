/** Text behind a line of the log of a service: folded where the log has folds. */
import { own } from '../core/display.ts';
import type { Page } from './style.ts';

/** Adds one line, and what is behind it. `head` is text without controls. */
export function addFold({ out, style }: Page, head: string, rest: readonly string[]): void {
  switch (style.log) {
    case 'github':
      // Source: GitHub, "Workflow commands"; actions/toolkit, escapeData: the runner reads %0A in a title as a line.
      out.push(`${own('::group::')}${head.replaceAll('%', '%25')}`, ...rest, own('::endgroup::'));
      return;
    case 'gitlab': {
      // Source: GitLab, "Custom collapsible sections"; a section needs a time, and a name that no other of the job has.
      const name = `kgate_${Math.round((style.seconds ?? 0) * 1000)}_${out.length}`;
      out.push(`${own(`\u001b[0Ksection_start:0:${name}[collapsed=true]\r\u001b[0K`)}${head}`, ...rest);
      out.push(own(`\u001b[0Ksection_end:0:${name}\r\u001b[0K`));
      return;
    }
    default:
      out.push(head, ...rest.map((line) => (line === '' ? '' : `    ${line}`)));
  }
}
