"""Every measurement, one after the other, each in a process of its own. `python -m bench NAME…` runs some of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def names() -> list[str]:
    """Return the measurements that can be run by themselves."""
    files = [path for path in sorted(HERE.glob("*.py")) if path.stem != "__main__"]
    return [path.stem for path in files if 'if __name__ == "__main__"' in path.read_text(encoding="utf-8")]


def main(asked: list[str]) -> int:
    """Run the measurements that were asked for, or all; return how many failed."""
    failed = 0
    for name in asked or names():
        print(f"— {name}", flush=True)
        failed += subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=HERE.parent, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
