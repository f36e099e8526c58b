"""The last that is done before a process is forked (tests/programs.py): each begins with it done."""

import gc

from jinja2 import FileSystemBytecodeCache

from quiz.web.pages import environment

environment().bytecode_cache = FileSystemBytecodeCache()  # as tests/conftest.py has it
gc.collect()
gc.freeze()  # or every server would, as it starts
