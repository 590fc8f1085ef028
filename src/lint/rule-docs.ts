// Made from docs/rules/*.md by scripts/gen-rule-docs.ts; edit the pages, not this file.

/** The page of every rule as Markdown, by rule name. */
export const ruleDocs: ReadonlyMap<string, string> = new Map([
  [
    'error-hidden-by-tab',
    `# error-hidden-by-tab

## What it does

Reports \`$(error …)\` and \`$(warning …)\` on a line that begins with a tab where the message was meant for the moment the
makefile is read, but make does not see it then:

* no rule is open: make stops with \`recipe commences before first target\` and the message is never shown (**error**);
* a rule is still open and takes the line as its recipe: the message comes only when that target is made (**warning**), or
  never, when the target is one like \`.PHONY\` whose recipe is not run.

## Why it matters

Blank lines, comments and conditionals do not end a rule. A check added below a rule and indented with a tab, as C code
would be, looks right, is silent with every configuration, and does not stop the build it was written to stop.
Where no rule is open, even a \`$(warning …)\` ends the build, with a message that names the wrong cause.

## Example

\`\`\`makefile
scripts: FORCE
	@echo preparing

ifneq ($(CONFIG_STACK_GUARD),)
	$(error this compiler cannot guard the stack)
endif
\`\`\`

\`\`\`makefile
FLAGS := -pg
ifneq ($(CONFIG_STACK_GUARD),)
	$(warning this compiler cannot guard the stack)
endif
\`\`\`

## Use instead

\`\`\`makefile
scripts: FORCE
	@echo preparing

ifneq ($(CONFIG_STACK_GUARD),)
  $(error this compiler cannot guard the stack)
endif
\`\`\`

A message that belongs to a recipe stays quiet. kgate takes it for one when the conditional also holds commands, when
commands follow it, when nothing sets it off from the recipe above, or when the line is no whole call (\`@\`, \`$(if …)\`):

\`\`\`makefile
install:
ifdef INSTALL_PATH
	cp image $(INSTALL_PATH)
else
	$(error set INSTALL_PATH to install)
endif

%.1:
	$(error rst2man is missing)
\`\`\`

How it decides: the line must be one whole call. In an open rule there must be a conditional that was opened after the
rule line, with no command in any of its branches and none behind it, and it must be set off from the rule by an empty
line or a comment, or hold a statement that only counts while reading (an assignment, an \`include\`). Which rule is open
is followed the way make does it, through \`else\` and \`endif\`; where it depends on a condition, nothing is reported.
Lines in a \`define\` are left alone.

## Fix safety

**Unsafe**: blanks replace the tab. That is what makes the message take effect, so a build that went on may stop.

## References

* GNU make manual 4.3, 5.1 (recipe syntax), 4.9 (special targets), 8.13 (\`error\`, \`warning\`)
* \`recipe commences before first target\`: observed with GNU make 4.3

## How often it was right

Linux 6.12.117 (2957 makefiles, and \`tools/\` on top): no finding. All 19 lines that begin with a tab and a message call
were looked at by hand: 14 are deliberate recipe lines (missing \`INSTALL_PATH\`, \`rst2man\`, \`swig\`, …) and 5 are
continuation lines of a \`$(if …)\`; none is a mistake. Linux 6.1.192: no finding either.

Seeded: in the same tree, every message call inside a conditional that stands on a line of its own was indented with a
tab (89 lines, all outside any rule): 89 of 89 were reported, and nothing else.
`,
  ],
  [
    'makefile-ifdef-config',
    `# makefile-ifdef-config

## What it does

Reports \`ifdef CONFIG_X\` and \`ifndef CONFIG_X\` where the symbol is a bool or a tristate.

* **warning**: a tristate, and the makefile does not consider \`m\`: the \`else\` part waits for the symbol to
  be on, or the objects inside go into \`obj-y\` while no makefile of the tree builds anything by the symbol's value, so
  that \`m\` never gives a module;
* **info**: any other tristate; or a bool in a chain of conditionals that elsewhere compares with \`y\`;
* **hint**: any other bool, where both spellings mean the same today.

A symbol with a number or a text (int, hex, string) is not reported: whether it is empty is a fair question.

## Why it matters

\`ifdef\` asks whether the variable has any text. \`m\` is text, so a tristate that is a module passes a test that often
means "built in". So does \`n\`, if a user runs \`make CONFIG_X=n\`. For a bool nothing goes wrong until the symbol becomes
a tristate; then every \`ifdef\` silently changes its meaning, and every \`ifeq ($(CONFIG_X),y)\` does not.

## Example

\`\`\`kconfig
config TRACER
	bool "Tracer"

config BACKLIGHT
	tristate "Backlight"
\`\`\`

\`\`\`makefile
ifdef CONFIG_TRACER
  FLAGS := -fpatchable-function-entry=2
else ifeq ($(CONFIG_BACKLIGHT),y)
  FLAGS := -pg
endif

ifdef CONFIG_BACKLIGHT
  obj-y += backlight.o
else ifeq ($(CONFIG_BACKLIGHT),m)
  obj-m += backlight.o
endif
\`\`\`

## Use instead

\`\`\`makefile
ifeq ($(CONFIG_TRACER),y)
  FLAGS := -fpatchable-function-entry=2
else ifeq ($(CONFIG_BACKLIGHT),y)
  FLAGS := -pg
endif

obj-$(CONFIG_BACKLIGHT) += backlight.o
\`\`\`

Where \`m\` is meant to count as well, \`ifneq ($(CONFIG_X),)\` says so and is not reported.

## Fix safety

\`ifdef CONFIG_X\` becomes \`ifeq ($(CONFIG_X),y)\`, \`ifndef\` becomes \`ifneq\`.

* **Safe** for a symbol that is bool in every definition and that no makefile sets itself: Kconfig gives such a symbol no
  other text than \`y\`, so both tests come out the same.
* **Unsafe** for a tristate: with \`m\` the other branch is read afterwards.

## References

* GNU make manual 4.3, 7.2 (syntax of conditionals)
* Linux Documentation/kbuild/kconfig-language.rst (types), Documentation/kbuild/makefiles.rst (\`obj-y\`, \`obj-m\`)

## How often it was right

Linux 6.12.117 (2957 makefiles, \`tools/\` left out). Every finding at warning and info was looked at by hand; the types of
all 456 symbols were looked up a second time by a search of the Kconfig files that shares no code with kgate.

|severity|findings|right|remark|
|---|--:|--:|---|
|warning|1|1|\`drivers/soc/tegra/cbb\`: a tristate that offers \`m\`, but is always built in|
|info, tristate|25|25|\`m\` passes in each, and none is a fault: 8 say so in a comment, the others add to a composite object, enter a directory, or are kept right in Kconfig or in C|
|info, bool in a mixed chain|1|1|\`arch/riscv/Makefile:49\`|
|hint, bool|429|429|both spellings mean the same today|

That \`m\` is meant in every one of the 25 is why a tristate alone is no warning. Two \`ifdef\` lines about hex symbols are
rightly left out. Linux 6.1.192: one warning, the same one.
`,
  ],
  [
    'stop-without-way-out',
    `# stop-without-way-out

## What it does

Reports an \`$(error …)\` in a makefile that is reached through a bool or tristate symbol which has no prompt in any of its
definitions and is on without being asked for: by \`def_bool y\`, \`default y\` or a default made of other symbols
(**warning**), by a \`select\` of a symbol that cannot be turned off either (**warning**), or only by a \`select\` of
symbols that have a prompt (**info**).

## Why it matters

The stop requires something (most often a newer compiler), and a user without it wants to build without the feature.
Without a prompt no line of \`.config\` turns the symbol off: conf sets it back each time. The stop then excludes every user
of that tool, though the feature could be left out.

## Example

\`\`\`kconfig
config TRACER
	bool "Tracer"

config TRACER_WITH_REGS
	def_bool y
	depends on TRACER
\`\`\`

\`\`\`makefile
ifeq ($(CONFIG_TRACER_WITH_REGS),y)
  ifeq ($(call cc-option,-fpatchable-function-entry=2),)
    $(error TRACER_WITH_REGS needs -fpatchable-function-entry)
  endif
endif
\`\`\`

## Use instead

A prompt, so that the stop can name a way out:

\`\`\`kconfig
config TRACER
	bool "Tracer"

config TRACER_WITH_REGS
	bool "Hand registers to the tracer"
	depends on TRACER
	default y
\`\`\`

\`\`\`makefile
ifeq ($(CONFIG_TRACER_WITH_REGS),y)
  ifeq ($(call cc-option,-fpatchable-function-entry=2),)
    $(error TRACER_WITH_REGS needs -fpatchable-function-entry; turn it off)
  endif
endif
\`\`\`

Or let Kconfig ask the compiler, so that the symbol is off where the flag is not known and the stop is not needed:

\`\`\`kconfig
config TRACER_WITH_REGS
	def_bool y
	depends on $(cc-option,-fpatchable-function-entry=2)
\`\`\`

\`\`\`makefile
ifeq ($(CONFIG_TRACER_WITH_REGS),y)
  ifeq ($(call cc-option,-fpatchable-function-entry=2),)
    $(error TRACER_WITH_REGS needs -fpatchable-function-entry)
  endif
endif
\`\`\`

How it decides: the conditionals around the call (\`ifdef\`, \`ifeq ($(CONFIG_X),y)\`, \`ifneq ($(CONFIG_X),)\`, several
symbols in a row, \`$(filter …)\`, \`$(and …)\`, \`$(if …)\`, and their \`else\` parts) say which symbols must be on or off. As
soon as one of them has a prompt, there is a way out and nothing is reported, whatever the rest. Tests of anything else
(a compiler, a variable) are taken to come out against the user. A default or a dependency that holds a \`$(…)\` macro is
an answer of the tools and turns nothing on by itself. Calls in a \`define\` or in a variable that is expanded later are
left alone.

## Fix safety

There is no automatic fix: the words of a prompt are for a person to choose. The finding names the definition and the
line that turns the symbol on.

## References

* GNU make manual 4.3, 8.13 (\`error\`)
* Linux Documentation/kbuild/kconfig-language.rst (prompts, defaults, \`select\`, "adding features that need compiler support")

## How often it was right

Linux 6.12.117: no finding. All 18 \`$(error …)\` of its 2957 makefiles (\`tools/\` left out) were looked at by hand. One
stands behind a symbol without prompt, \`CONFIG_CPU_DADDI_WORKAROUNDS\` in \`arch/mips/Makefile\`; it is read only with
\`CONFIG_64BIT\`, which has a prompt, so being quiet is right. Linux 6.1.192: no finding.

The kernel keeps itself free of this pattern, so a positive count needs a made-up tree: of the five versions of the arm64
series in \`kconfig-fixtures/arm64-ftrace\`, one has it (v2) and that one alone is reported.
`,
  ],
  [
    'undefined-config-reference',
    `# undefined-config-reference

## What it does

Reports \`$(CONFIG_X)\`, \`\${CONFIG_X}\` and \`ifdef CONFIG_X\` in a makefile when no Kconfig file of the whole tree, of any
architecture, defines \`X\` and no makefile sets \`CONFIG_X\` itself (**warning**). A name that one typing error turns into X
is suggested.

## Why it matters

An undefined symbol is empty, and make says nothing: \`obj-$(CONFIG_TYPO) += driver.o\` is an assignment to \`obj-\`, so the
driver is never built with any configuration. The same happens when a symbol is renamed or removed and a makefile is
forgotten.

## Example

\`\`\`kconfig
config SERIAL_EXAMPLE
	tristate "Example serial port"
\`\`\`

\`\`\`makefile
obj-$(CONFIG_SERIAL_EXMAPLE) += serial-example.o
\`\`\`

## Use instead

\`\`\`makefile
obj-$(CONFIG_SERIAL_EXAMPLE) += serial-example.o
\`\`\`

Only what make looks up counts. A name in a comment, in a flag or script (\`-DCONFIG_X\`, \`s/CONFIG_X/…/\`), one for the
shell (\`$$CONFIG_X\`), a part of a computed name (\`CONFIG_$(PHASE_)X\`), and one that a makefile sets or exports are left alone:

\`\`\`kconfig
config SERIAL_EXAMPLE
	tristate "Example serial port"
\`\`\`

\`\`\`makefile
# CONFIG_REMOVED was here
CONFIG_SHELL := sh
ccflags-y += -DCONFIG_LOCAL_QUIRK
obj-$(CONFIG_$(PHASE_)SERIAL) += phase.o
quiet_cmd_gen = GEN $@
      cmd_gen = $(CONFIG_SHELL) gen.sh $$CONFIG_FROM_SHELL > $@
\`\`\`

Nothing is reported when a Kconfig file of the tree could not be read, or when there is none at all.

## Fix safety

**Unsafe**: the name is replaced by the one suggestion, when there is exactly one. It makes something be built that was not
built before, so a person must review it. Names that differ only in their digits are not suggested: they are siblings
more often than typing errors.

## References

* Linux Documentation/kbuild/makefiles.rst (\`obj-$(CONFIG_X)\`)
* GNU make manual 4.3, 6.1 (a reference to an undefined variable is empty)

## How often it was right

Linux 6.12.117 (2957 makefiles, 1797 Kconfig files): no finding. A search without the rule's exceptions gives 4 names
in addition to \`CONFIG_SHELL\` that Kconfig does not define, all of them \`-DCONFIG_…\` flags, none a reference. Linux 6.1.192: no
finding.

Seeded: one letter of one reference changed (left out, added, replaced or swapped with its neighbour) in each of 500
makefiles of 6.12: 497 reported; the other 3 hit the name of another symbol. The suggestion was the right name in 462,
several names in 6, none in 29 (short names, digits), and never a wrong one.
`,
  ],
]);
