"""pathlib, os and shutil: whole trees of files on the loop."""
import asyncio
import glob
import os
import os.path
import pathlib
import shutil
import tarfile
import zipfile
from pathlib import Path, PurePosixPath
from shutil import copyfile, rmtree

import anyio

ROOT = Path(__file__).parent
CACHE = ROOT / "cache"


async def read(path: Path):
    return path.read_text(encoding="utf-8")  # expect: CORO105


async def write(name, data):
    target = Path("/var/data") / name
    target.write_bytes(data)  # expect: CORO105
    return target.name  # ok: CORO105


async def constant():
    return CACHE.read_bytes()  # expect: CORO105


async def chained(name):
    return (ROOT / "templates" / name).read_text()  # expect: CORO105


async def joined(name):
    return ROOT.joinpath("static", name).with_suffix(".html").read_text()  # expect: CORO105


async def opened(path: pathlib.Path):
    with path.open("a") as target:  # expect: CORO105
        target.write("x")  # expect: CORO105


async def home_folder():
    settings = Path.home() / ".shop.toml"  # ok: CORO105
    return settings.read_text()  # expect: CORO105


async def pure(name):
    path = PurePosixPath("/srv") / name
    return path.suffix, path.with_suffix(".gz"), str(path)  # ok: CORO105


async def only_names(path: Path):
    parts = path.parts, path.stem, path.parent.name  # ok: CORO105
    return parts, path.is_absolute(), path / "x"  # ok: CORO105


async def anyio_path(path: anyio.Path):
    if await path.exists():  # ok: CORO105
        await path.unlink()  # ok: CORO105


async def off_the_loop(path: Path):
    text = await asyncio.to_thread(path.read_text, "utf-8")  # ok: CORO105
    await asyncio.to_thread(path.write_text, text)  # ok: CORO105
    names = await asyncio.to_thread(list, path.glob("*.txt"))  # ok: CORO105
    return await asyncio.to_thread(sorted, names)  # ok: CORO105


async def metadata(path: Path):
    if not path.exists():  # expect: CORO105
        path.mkdir(parents=True)  # expect: CORO105
    return path.stat().st_size  # expect: CORO105


async def metadata_by_name(name):
    if os.path.exists(name):  # expect: CORO105
        os.remove(name)  # expect: CORO105
    os.makedirs(os.path.dirname(name), exist_ok=True)  # expect: CORO105
    return os.path.join(name, "x"), os.path.basename(name)  # ok: CORO105


async def text_only(name):
    base, extension = os.path.splitext(name)  # ok: CORO105
    return os.environ.get("HOME"), os.sep.join([base, extension])  # ok: CORO105


async def trees(source, target):
    shutil.copytree(source, target)  # expect: CORO105
    shutil.rmtree(source)  # expect: CORO105
    shutil.move(target, source)  # expect: CORO105
    copyfile(source, target)  # expect: CORO105
    rmtree(target, ignore_errors=True)  # expect: CORO105
    return shutil.which  # ok: CORO105


async def walk(folder):
    found = []
    for base, _, names in os.walk(folder):  # expect: CORO105
        found += [os.path.join(base, name) for name in names]  # ok: CORO105
    return found


async def listing(folder):
    names = os.listdir(folder)  # expect: CORO105
    return names + glob.glob(folder + "/*.py")  # expect: CORO105


async def globbing(folder: Path):
    for path in folder.glob("*.json"):  # expect: CORO105
        print(path.name)
    return sorted(folder.iterdir())  # expect: CORO105


async def lazily(folder: Path):
    # A generator, which has read nothing yet.
    return folder.rglob("*")  # ok: CORO105


async def unpack(name, folder):
    with zipfile.ZipFile(name) as archive:  # expect: CORO105
        archive.extractall(folder)  # expect: CORO105


async def unpack_tar(name, folder):
    with tarfile.open(name) as archive:  # expect: CORO105
        archive.extractall(folder)  # expect: CORO105


async def pack(folder):
    return shutil.make_archive("/tmp/backup", "zip", folder)  # expect: CORO105


async def unpack_in_thread(name, folder):
    await asyncio.to_thread(shutil.unpack_archive, name, folder)  # ok: CORO105


class Store:
    def __init__(self, folder: str):
        self.folder = Path(folder)
        self.index = self.folder / "index.json"

    async def load(self):
        return self.index.read_text()  # expect: CORO105

    async def entry(self, name):
        return (self.folder / name).read_bytes()  # expect: CORO105

    async def entry_path(self, name):
        return self.folder / name  # ok: CORO105

    def load_sync(self):
        return self.index.read_text()  # ok: CORO105


class Selection:
    """A widget; `exists`, `open` and `unlink` are its own words."""

    def exists(self):
        return True

    def read_text(self):
        return "text"

    def unlink(self):
        return None


async def use_selection():
    selection = Selection()
    if selection.exists():  # ok: CORO105
        selection.unlink()  # ok: CORO105
    return selection.read_text()  # ok: CORO105


async def replace_text(text: str):
    return text.replace("a", "b"), text.strip().rename if False else None  # ok: CORO105
