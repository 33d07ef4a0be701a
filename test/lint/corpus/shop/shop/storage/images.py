from pathlib import Path

FOLDER = Path("images")


def load_image(name):
    return (FOLDER / name).read_bytes()  # ok: CORO105


def image_path(name):
    return FOLDER / name
