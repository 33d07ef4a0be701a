"""Names of files without `os.path` and `os`, into whose functions debuggers would step."""

import sys

WINDOWS = sys.platform == "win32"
SEPARATOR = "\\" if WINDOWS else "/"

if WINDOWS:
    from nt import _getfullpathname


def absolute(folder, name):
    """The file of a name that is relative to an absolute folder, without `.` and `..` in it."""
    if WINDOWS:
        return _getfullpathname(name if name[:1] in ("\\", "/") or name[1:2] == ":" or not folder else folder + "\\" + name)
    path = name if name[:1] == "/" or not folder else folder.rstrip("/") + "/" + name
    rooted, parts = path[:1] == "/", []
    for part in path.split("/"):
        if part == ".." and (parts[-1:] not in ([], [".."]) or rooted):
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    start = "//" if path[:2] == "//" and path[2:3] != "/" else "/" if rooted else ""
    return start + "/".join(parts) or "."


def comparable(path):
    """The same text for all ways to write a file's name, of which there are several on Windows."""
    return path.replace("/", "\\").lower() if WINDOWS else path


def parted(path):
    """A file's folder, and its name in it."""
    folder, _, name = (path.replace("\\", "/") if WINDOWS else path).rpartition("/")
    return folder, name


def encoded(path):
    """A text as the system's functions get it; bytes, and whatever else there is, as it is."""
    return path.encode(sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()) if isinstance(path, str) else path
