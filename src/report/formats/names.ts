/** Names of the formats of other programs, apart from their writers: the command line is read without loading those. */
export const reportFormatNames = [
  'sarif',
  'junit',
  'github',
  'gitlab',
  'checkstyle',
  'rdjsonl',
  'markdown',
  'checkpatch',
] as const;

/** One of {@link reportFormatNames}. */
export type ReportFormat = (typeof reportFormatNames)[number];

/** True for the name of such a format. */
export function isReportFormat(name: unknown): name is ReportFormat {
  return reportFormatNames.includes(name as ReportFormat);
}
