"""A module that takes a while to import."""

import time

time.sleep(0.25)  # blocks: slow_import
