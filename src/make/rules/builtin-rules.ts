/**
 * The rules make knows before it reads anything. Source: `make -p -f /dev/null` of makes 4.3 and 4.4.1,
 * which print the same; GNU make manual 4.3 §10.2.
 */
import type { ByteString } from '../../core/bytes.ts';

/** Recipe lines of the built-in suffix rules by target. */
export const suffixRules: ReadonlyMap<ByteString, readonly ByteString[]> = new Map<ByteString, readonly ByteString[]>([
  ['.o', ['$(LINK.o) $^ $(LOADLIBES) $(LDLIBS) -o $@']],
  ['.c', ['$(LINK.c) $^ $(LOADLIBES) $(LDLIBS) -o $@']],
  ['.c.ln', ['$(LINT.c) -C$* $<']],
  ['.c.o', ['$(COMPILE.c) $(OUTPUT_OPTION) $<']],
  ['.cc', ['$(LINK.cc) $^ $(LOADLIBES) $(LDLIBS) -o $@']],
  ['.cc.o', ['$(COMPILE.cc) $(OUTPUT_OPTION) $<']],
  ['.C', ['$(LINK.C) $^ $(LOADLIBES) $(LDLIBS) -o $@']],
  ['.C.o', ['$(COMPILE.C) $(OUTPUT_OPTION) $<']],
  ['.cpp', ['$(LINK.cpp) $^ $(LOADLIBES) $(LDLIBS) -o $@']],
  ['.cpp.o', ['$(COMPILE.cpp) $(OUTPUT_OPTION) $<']],
  ['.p', ['$(LINK.p) $^ $(LOADLIBES) $(LDLIBS) -o $@']],
  ['.p.o', ['$(COMPILE.p) $(OUTPUT_OPTION) $<']],
  ['.f', ['$(LINK.f) $^ $(LOADLIBES) $(LDLIBS) -o $@']],
  ['.f.o', ['$(COMPILE.f) $(OUTPUT_OPTION) $<']],
  ['.F', ['$(LINK.F) $^ $(LOADLIBES) $(LDLIBS) -o $@']],
  ['.F.o', ['$(COMPILE.F) $(OUTPUT_OPTION) $<']],
  ['.F.f', ['$(PREPROCESS.F) $(OUTPUT_OPTION) $<']],
  ['.m', ['$(LINK.m) $^ $(LOADLIBES) $(LDLIBS) -o $@']],
  ['.m.o', ['$(COMPILE.m) $(OUTPUT_OPTION) $<']],
  ['.r', ['$(LINK.r) $^ $(LOADLIBES) $(LDLIBS) -o $@']],
  ['.r.o', ['$(COMPILE.r) $(OUTPUT_OPTION) $<']],
  ['.r.f', ['$(PREPROCESS.r) $(OUTPUT_OPTION) $<']],
  ['.y.ln', ['$(YACC.y) $< ', ' $(LINT.c) -C$* y.tab.c ', ' $(RM) y.tab.c']],
  ['.y.c', ['$(YACC.y) $< ', ' mv -f y.tab.c $@']],
  ['.l.ln', ['@$(RM) $*.c', ' $(LEX.l) $< > $*.c', '$(LINT.c) -i $*.c -o $@', ' $(RM) $*.c']],
  ['.l.c', ['@$(RM) $@ ', ' $(LEX.l) $< > $@']],
  ['.l.r', ['$(LEX.l) $< > $@ ', ' mv -f lex.yy.r $@']],
  ['.ym.m', ['$(YACC.m) $< ', ' mv -f y.tab.c $@']],
  ['.s', ['$(LINK.s) $^ $(LOADLIBES) $(LDLIBS) -o $@']],
  ['.s.o', ['$(COMPILE.s) -o $@ $<']],
  ['.S', ['$(LINK.S) $^ $(LOADLIBES) $(LDLIBS) -o $@']],
  ['.S.o', ['$(COMPILE.S) -o $@ $<']],
  ['.S.s', ['$(PREPROCESS.S) $< > $@']],
  ['.mod', ['$(COMPILE.mod) -o $@ -e $@ $^']],
  ['.mod.o', ['$(COMPILE.mod) -o $@ $<']],
  ['.def.sym', ['$(COMPILE.def) -o $@ $<']],
  ['.tex.dvi', ['$(TEX) $<']],
  ['.texinfo.info', ['$(MAKEINFO) $(MAKEINFO_FLAGS) $< -o $@']],
  ['.texinfo.dvi', ['$(TEXI2DVI) $(TEXI2DVI_FLAGS) $<']],
  ['.texi.info', ['$(MAKEINFO) $(MAKEINFO_FLAGS) $< -o $@']],
  ['.texi.dvi', ['$(TEXI2DVI) $(TEXI2DVI_FLAGS) $<']],
  ['.txinfo.info', ['$(MAKEINFO) $(MAKEINFO_FLAGS) $< -o $@']],
  ['.txinfo.dvi', ['$(TEXI2DVI) $(TEXI2DVI_FLAGS) $<']],
  ['.w.c', ['$(CTANGLE) $< - $@']],
  ['.w.tex', ['$(CWEAVE) $< - $@']],
  ['.web.p', ['$(TANGLE) $<']],
  ['.web.tex', ['$(WEAVE) $<']],
  ['.sh', ['cat $< >$@ ', ' chmod a+x $@']],
  ['.lm.m', ['@$(RM) $@ ', ' $(LEX.m) $< > $@']],
]);

/** One built-in pattern rule. */
export interface BuiltinPattern {
  readonly target: ByteString;
  readonly prerequisites: readonly ByteString[];
  readonly isTerminal: boolean;
  readonly lines: readonly ByteString[];
}

/** The built-in pattern rules that stem from no suffix rule, in search order. */
export const builtinPatterns: readonly BuiltinPattern[] = [
  { target: '%.out', prerequisites: ['%'], isTerminal: false, lines: ['@rm -f $@ ', ' cp $< $@'] },
  { target: '%.c', prerequisites: ['%.w', '%.ch'], isTerminal: false, lines: ['$(CTANGLE) $^ $@'] },
  { target: '%.tex', prerequisites: ['%.w', '%.ch'], isTerminal: false, lines: ['$(CWEAVE) $^ $@'] },
  { target: '%', prerequisites: ['%,v'], isTerminal: true, lines: ['$(CHECKOUT,v)'] },
  { target: '%', prerequisites: ['RCS/%,v'], isTerminal: true, lines: ['$(CHECKOUT,v)'] },
  { target: '%', prerequisites: ['RCS/%'], isTerminal: true, lines: ['$(CHECKOUT,v)'] },
  { target: '%', prerequisites: ['s.%'], isTerminal: true, lines: ['$(GET) $(GFLAGS) $(SCCS_OUTPUT_OPTION) $<'] },
  { target: '%', prerequisites: ['SCCS/s.%'], isTerminal: true, lines: ['$(GET) $(GFLAGS) $(SCCS_OUTPUT_OPTION) $<'] },
];
