export function kconfigDirectory(tree: string): string | undefined;
export function buildConf(tree: string, output: string): void;
