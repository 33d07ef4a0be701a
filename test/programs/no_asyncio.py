"""A program that has nothing to do with asyncio, and must not get it."""
# tasks: 0

import sys

print(sum(range(10)))
print("asyncio" in sys.modules, "threading" in sys.modules, "json" in sys.modules)
