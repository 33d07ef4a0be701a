"""Имена и отступы: columns are not bytes."""
import time


async def schläft(größe):
	if größe:
		time.sleep(größe)  # expect: CORO101


async def 睡觉(秒):
    print("👩‍👩‍👧 warten"); time.sleep(秒)  # expect: CORO101


def nicht_auf_der_schleife():
	time.sleep(1)  # ok: CORO101
