"""Has valgrind count the instructions of the work alone: its tools look for a sequence of instructions that does nothing.

That sequence is of x86-64. `begin` and `end` are calls of CALLGRIND_START_INSTRUMENTATION and CALLGRIND_STOP_INSTRUMENTATION.
"""

import ctypes
import mmap

# mov rax, rdi; xor edx, edx; rol rdi 3, 13, 61, 51; xchg rbx, rbx; mov rax, rdx; ret
REQUEST = bytes.fromhex("4889f831d248c1c70348c1c70d48c1c73d48c1c7334887db4889d0c3")
START, STOP = 0x43540004, 0x43540005

page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(REQUEST)
call = ctypes.CFUNCTYPE(ctypes.c_ulong, ctypes.c_void_p)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
start, stop = (ctypes.c_ulong * 6)(START), (ctypes.c_ulong * 6)(STOP)
start_at, stop_at = ctypes.addressof(start), ctypes.addressof(stop)


def begin():
    call(start_at)


def end():
    call(stop_at)
