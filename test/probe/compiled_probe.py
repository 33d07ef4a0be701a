"""A copy of the probe that need not be compiled in each process that loads it.

The probe is compiled anew wherever it starts, which takes longer than most of the programs that are recorded here: over
the whole suite more time than all else. In the copy each module's text is one that executes what the same Python compiled
before, under the same name. A process that optimizes compiles the original.
"""

import atexit
import importlib.util
import marshal
import pathlib
import shutil
import tempfile

TEXT = """\
if __import__("sys").flags.optimize:
    exec(compile(__import__("_frozen_importlib_external").FileLoader({name!r}, {path!r}).get_data({path!r}), "<frozen {name}>", "exec", 0, True))
else:
    exec(__import__("_frozen_importlib_external").SourcelessFileLoader({name!r}, {code!r}).get_code({name!r}))
"""


def compiled(source):
    """Makes a copy of the probe in this folder; it is there until this process ends."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="coroscope-probe-"))
    atexit.register(shutil.rmtree, str(folder), ignore_errors=True)
    copy = folder / "probe"
    shutil.copytree(str(source), str(copy), ignore=shutil.ignore_patterns("__pycache__"))
    for path in (copy / "coroscope_probe").glob("*.py"):
        name, code, original = "coroscope_probe." + path.stem, path.with_suffix(".code"), path.with_suffix(".text")
        path.rename(original)
        found = compile(original.read_bytes(), "<frozen %s>" % name, "exec", 0, True, 0)
        code.write_bytes(importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(found))
        path.write_text(TEXT.format(name=name, path=str(original), code=str(code)), encoding="utf-8")
    return copy
