/** Diagnostics of all engines together: what reports and JSON hold. */
import type { DiagnosticIn } from '../core/diagnostic.ts';
import type { KconfigArgs } from '../kconfig/codes.ts';
import type { KernelArgs } from '../kernel/codes.ts';
import type { LintArgs } from '../lint/codes.ts';
import type { MakeArgs } from '../make/codes.ts';
import type { ProbeArgs } from '../probe/codes.ts';
import type { SuppressArgs } from '../suppress/codes.ts';

/** The arguments of every code. */
export interface DiagnosticTable extends KconfigArgs, MakeArgs, KernelArgs, ProbeArgs, LintArgs, SuppressArgs {}

/** Every code that a diagnostic can have. */
export type DiagnosticCode = keyof DiagnosticTable;

/** A diagnostic of any engine; its code says which `args` it has. */
export type Diagnostic = DiagnosticIn<DiagnosticTable>;
