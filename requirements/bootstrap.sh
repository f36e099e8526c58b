#!/bin/sh
# Make .venv and put uv in it, or say in one line what is missing.
set -u
python=${1:-python3}
say() { printf 'hoithi: %s\n' "$1" >&2; exit 1; }

command -v "$python" >/dev/null 2>&1 || say "không tìm thấy Python. Hãy cài Python 3.11 trở lên. (Python 3.11 or newer is needed.)"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  say "cần Python 3.11 trở lên, máy này có $("$python" -c 'import platform; print(platform.python_version())'). (Python is too old; try make PYTHON=python3.11)"
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
  say "thiếu python3-venv. Gõ: sudo apt install python3-venv  (the venv module is missing)"
[ -w . ] || say "không ghi được vào thư mục này. (This folder is read-only.)"
[ -x .venv/bin/python ] || "$python" -m venv .venv || say "không tạo được .venv. (Could not make .venv; see the lines above.)"
.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt ||
  say "không tải được uv: kiểm tra mạng rồi chạy lại. (Could not install uv; check the network and try again.)"
