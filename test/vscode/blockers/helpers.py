"""Helpers, as they stand in the way of every file's own checks."""

import time


def outer(seconds):
    return inner(seconds)


def inner(seconds):
    time.sleep(seconds)  # blocks: helper
