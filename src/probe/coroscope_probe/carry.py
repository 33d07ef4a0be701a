"""Has children that are this same Python start the probe as well, although the program's environment says nothing of it.

The variables that sitecustomize.py looks for stand in no `os.environ`. They are added to the list of variables of a new
process at the moment it is made, if what it is to run is this interpreter, by its path, or a script of it, and will
read them; there sitecustomize.py takes them out again. Variables that were set behind `os.environ`'s back, by
`os.putenv`, do not get into such a child unless it is given an environment.
"""

import os
import sys
from _stat import S_ISREG

from .paths import encoded

OPTIONS, PATH, ORIGINAL = b"COROSCOPE_OPTIONS", b"PYTHONPATH", b"COROSCOPE_PYTHONPATH"
HELPERS = ("from multiprocessing.resource_tracker ", "from multiprocessing.semaphore_tracker ")
HEAD = 256  # bytes of a script that are looked at


class Carrier:
    def __init__(self, options, site, made, refuse):
        """`options`: what such a child's probe is told, None to leave the variables alone; `site`: where its way in is."""
        self.carry(options)
        self.site = os.fsencode(site)
        self.made = made  # called with the pid and the arguments of each new process
        self.refuse = refuse
        self.environment = os.environ
        self.interpreters = {identity(path) for path in (sys.executable, getattr(sys, "_base_executable", None))} - {None}

    def carry(self, options):
        """From now on children are told these."""
        self.options = options and ascii(options).encode("ascii")

    def install(self):
        try:
            import _posixsubprocess
        except ImportError:
            return
        self.fork_exec = original = _posixsubprocess.fork_exec

        def fork_exec(*given):
            return self.start(given)

        _posixsubprocess.fork_exec = fork_exec
        subprocess = sys.modules.get("subprocess")
        if getattr(subprocess, "_fork_exec", None) is original:
            subprocess._fork_exec = fork_exec
        if self.options is not None and hasattr(os, "posix_spawn"):
            self.posix_spawn = os.posix_spawn
            os.posix_spawn = sys.modules["posix"].posix_spawn = PosixSpawn(self)

    def start(self, given):
        try:
            if self.options is not None:
                given = self.changed(given)
        except BaseException as fault:
            self.refuse(fault)
        pid = self.fork_exec(*given)
        try:
            self.made(pid, given[0])
        except BaseException as fault:
            self.refuse(fault)
        return pid

    def changed(self, given):
        """The arguments of `fork_exec` with the environment that the child is to get."""
        arguments, executables, _, _, folder, environment = given[:6]
        if not self.will_read(arguments, executables, folder):
            return given
        if environment is None:
            variables = dict(self.environment._data)
        else:
            variables = dict(item.partition(b"=")[::2] for item in environment)
        if OPTIONS in variables:
            return given
        return given[:5] + ([name + b"=" + value for name, value in self.carried(variables).items()],) + given[6:]

    def spawner(self, frame):
        """What is to be called for `os.posix_spawn` in a frame: most often just that."""
        try:
            names = frame.f_locals if frame.f_code.co_name == "_posix_spawn" else {}
            if names and self.options is not None and self.will_read(names["args"], [encoded(names["executable"])], None):
                return self.spawn
        except BaseException as fault:
            self.refuse(fault)
        return self.posix_spawn

    def spawn(self, path, arguments, environment, **keywords):
        try:
            given = self.environment._data if environment is None else environment
            variables = {encoded(name): encoded(value) for name, value in given.items()}
            if OPTIONS not in variables:
                environment = self.carried(variables)
        except BaseException as fault:
            self.refuse(fault)
        return self.posix_spawn(path, arguments, environment, **keywords)

    def carried(self, variables):
        """The variables with those that start the probe."""
        path = variables.get(PATH)
        if path is not None:
            variables[ORIGINAL] = path
        # An empty entry would mean the current folder.
        variables[PATH] = self.site + (b":" + path if path else b"")
        variables[OPTIONS] = self.options
        return variables

    def will_read(self, arguments, executables, folder):
        """Whether the process will be this Python, and heed its environment."""
        for path in executables:
            if type(folder) is str:
                path = encoded(folder) + b"/" + encoded(path) if encoded(path)[:1] != b"/" else path
            found = identity(path)
            if found is not None:
                break
        else:
            return False
        words = [encoded(word) if type(word) is str else word for word in list(arguments)[1:]]
        if found not in self.interpreters:
            words = self.script_words(path)
        return words is not None and heeds(words)

    def script_words(self, path):
        """What follows the interpreter in the first line of a script of this Python; None for any other file."""
        try:
            with open_file(path, "rb", 0) as file:
                head = file.read(HEAD)
        except OSError:
            return None
        if not head.startswith(b"#!"):
            return None
        words = head[2:].partition(b"\n")[0].split()
        return words[1:] if words and identity(words[0]) in self.interpreters else None


class PosixSpawn:
    """Stands for `os.posix_spawn`, which raises an error where there is no such program.

    No frame of the probe's may show in that error's traceback. So calling this object only looks at who calls, to tell
    which function is to be called: the original, but for a program that there is.
    """

    def __init__(self, carrier):
        self.carrier = carrier
        self.__doc__ = carrier.posix_spawn.__doc__

    def __repr__(self):
        return repr(self.carrier.posix_spawn)

    def __reduce__(self):
        return "posix_spawn"

    __name__ = __qualname__ = "posix_spawn"
    __module__ = "posix"
    __call__ = property(lambda self: self.carrier.spawner(sys._getframe(1)))


open_file = open  # programs replace the one in builtins


def heeds(words):
    """Whether an interpreter that is given these arguments takes the probe in."""
    words = iter(words)
    for word in words:
        if type(word) is not bytes or word[:1] != b"-" or word[:2] == b"--" or word == b"-":
            return True
        for at, letter in enumerate(word[1:].decode("latin-1"), 1):
            if letter in "IES":
                return False
            if letter in "cm":
                rest = word[at + 1:] or next(words, b"")
                return not (type(rest) is bytes and rest.decode("latin-1").startswith(HELPERS))
            if letter in "WX":
                if not word[at + 1:]:
                    next(words, None)
                break
    return True


def identity(path):
    """What tells one file from all others; None where there is no file."""
    try:
        info = os.stat(path)
    except (OSError, ValueError, TypeError):
        return None
    return (info.st_dev, info.st_ino) if S_ISREG(info.st_mode) else None
