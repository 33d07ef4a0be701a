import json
import time

import requests


def read_settings(path):
    with open(path) as source:  # ok: CORO105
        return json.load(source)  # ok: CORO105


def remote_settings(url):
    return _request(url).json()


def _request(url):
    return requests.get(url, timeout=3)  # ok: CORO102


def defaults():
    return {"port": 8000, "started": time.time()}


def wait_for_settings(path):
    time.sleep(1)  # ok: CORO101
    return path
