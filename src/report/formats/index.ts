import { renderCheckpatch } from './checkpatch.ts';
import { renderCheckstyle } from './checkstyle.ts';
import { renderGithub } from './github.ts';
import { renderGitlab } from './gitlab.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderRdjsonl } from './rdjsonl.ts';
import type { ReportFormat } from './names.ts';
import type { Reported } from './reported.ts';
import { renderSarif } from './sarif.ts';

/** Writers of the formats of other programs. */
export const reportFormats: Readonly<Record<ReportFormat, (report: Reported) => string>> = {
  checkpatch: renderCheckpatch,
  checkstyle: renderCheckstyle,
  github: renderGithub,
  gitlab: renderGitlab,
  junit: renderJunit,
  markdown: renderMarkdown,
  rdjsonl: renderRdjsonl,
  sarif: renderSarif,
};
