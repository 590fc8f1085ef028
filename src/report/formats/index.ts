import { renderCheckpatch } from './checkpatch.ts';
import { renderCheckstyle } from './checkstyle.ts';
import { renderGithub } from './github.ts';
import { renderGitlab } from './gitlab.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderRdjsonl } from './rdjsonl.ts';
import type { ReportFormat } from './names.ts';
import { joinRuns } from './join-runs.ts';
import type { Reported } from './reported.ts';
import { renderSarif } from './sarif.ts';

/** Formats of one run; of several, what they found is joined. */
const joined =
  (render: (report: Reported) => string) =>
  (runs: readonly Reported[]): string =>
    render(joinRuns(runs));

/** Writers of the formats of other programs, each of one run or the runs of a project. */
export const reportFormats: Readonly<Record<ReportFormat, (runs: readonly Reported[]) => string>> = {
  checkpatch: joined(renderCheckpatch),
  checkstyle: joined(renderCheckstyle),
  github: joined(renderGithub),
  gitlab: joined(renderGitlab),
  junit: renderJunit,
  markdown: renderMarkdown,
  rdjsonl: joined(renderRdjsonl),
  sarif: renderSarif,
};
