"""Captures as files: JSON, compressed where the name says so."""

import gzip
import json
from pathlib import Path
from typing import Any


def keep(captured: dict[str, Any], path: Path) -> None:
    text = json.dumps(captured, indent=1, ensure_ascii=False).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text, mtime=0) if path.suffix == ".gz" else text)


def kept(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    captured: dict[str, Any] = json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)
    return captured
