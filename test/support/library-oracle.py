"""Runs the scripts of a Kconfiglib on many small trees: the oracle of test/support/compare-library.ts.

    library-oracle.py DIRECTORY-OF-KCONFIGLIB < CASES > RESULTS

A case is one line of JSON with directory, environment, script, file; so is a result, with status, stdout, stderr. An
exception that Kconfiglib does not raise on purpose has the status null.
"""

import contextlib
import io
import json
import os
import sys

sys.path.insert(0, sys.argv[1])
import kconfiglib  # noqa: E402


def merge():
    """Zephyr's kconfig.py, with another text behind its messages."""
    import kconfig
    kconfig.SYM_INFO_HINT = "Look for {0.name} in the menu, where all well-known symbols have a place."
    outputs = ["out.config", "out.h", "out.txt"]
    sys.argv[1:] = ["--handwritten-input-configs", "Kconfig", *outputs, ".config", "all.config"]
    kconfig.main()


def run(script, file):
    if script == "merge":
        merge()
        return None
    kconf = kconfiglib.Kconfig("Kconfig", suppress_traceback=True)
    if script in ("olddefconfig", "savedefconfig", "listnewconfig", "defconfig"):
        message = kconf.load_config(file if script == "defconfig" else None)
        print(message, file=sys.stderr if script == "listnewconfig" else sys.stdout)
        if script == "savedefconfig":
            print(kconf.write_min_config(file))
        elif script == "listnewconfig":
            new_symbols(kconf)
        else:
            print(kconf.write_config())
            kconf.write_autoconf("autoconf.h")
        return None
    kconf.warn = False
    for sym in kconf.unique_defined_syms:
        if script == "allnoconfig":
            sym.set_value(2 if sym.is_allnoconfig_y else 0)
        elif script == "allyesconfig":
            sym.set_value(1 if sym.choice else 2)
        elif script == "allmodconfig":
            if sym.orig_type == kconfiglib.TRISTATE:
                sym.set_value(1)
            elif sym.orig_type == kconfiglib.BOOL and not sym.choice:
                sym.set_value(2)
    if script in ("allyesconfig", "allmodconfig"):
        for choice in kconf.unique_choices:
            choice.set_value(2 if script == "allyesconfig" or choice.orig_type == kconfiglib.BOOL else 1)
    kconf.warn = True
    kconf.load_allconfig(script[:-len("config")] + ".config")
    print(kconf.write_config())
    return None


def new_symbols(kconf):
    for sym in kconf.unique_defined_syms:
        shown = sym.orig_type in (kconfiglib.INT, kconfiglib.HEX, kconfiglib.STRING) or sym.choice
        if sym.user_value is None and (len(sym.assignable) > 1 or (sym.visibility and shown)):
            if sym.orig_type in (kconfiglib.BOOL, kconfiglib.TRISTATE):
                print(kconf.config_prefix + sym.name + "=" + kconfiglib.TRI_TO_STR[sym.tri_value])
            else:
                print(sym.config_string, end="")


def answer(case):
    os.chdir(case["directory"])
    os.environ.clear()
    os.environ.update(case["env"])
    sys.argv[0] = "script"
    out, err = io.StringIO(), io.StringIO()
    status = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            run(case["script"], case["file"])
        except SystemExit as stop:
            status = 1
            print(stop, file=err)
        except (kconfiglib.KconfigError, EnvironmentError) as error:
            status = 1
            print(error, file=err)
        except Exception as error:  # a fault of Kconfiglib itself
            status = None
            print(repr(error), file=err)
    return {"status": status, "stdout": out.getvalue(), "stderr": err.getvalue()}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
