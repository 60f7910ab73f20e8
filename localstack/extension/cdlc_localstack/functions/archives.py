"""Where a function's code and layers lie on disk, and in which order they are searched."""

from __future__ import annotations

import base64
import shutil
import tempfile
import threading
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localstack.services.lambda_.invocation.lambda_models import ArchiveCode, FunctionVersion, HotReloadingCode, S3Code

from . import places

PLAIN = "#python"  # after a hot layer's folder: the folder is itself what /opt/python holds
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Tree:
    """A function's files: `root` is its task root, `search` what comes before the runtime's own modules.

    `hot` are folders whose files are served as saved, `packages` hot folders that an installer fills, `steady` those
    of `search` that nobody edits.
    """

    root: Path
    search: tuple[str, ...]
    hot: tuple[str, ...]
    packages: tuple[str, ...]
    steady: tuple[str, ...]
    binaries: tuple[str, ...]


def unpack(code: ArchiveCode) -> Path:
    """The folder that `code` is unpacked in, by content: one for all functions that share a zip.

    Whole or absent: LocalStack's own unpacking leaves a part where it is interrupted, and takes it for the whole.
    Raises `zipfile.BadZipFile` where the archive is none.
    """
    if not isinstance(code, S3Code):
        folder: Any = code
        return Path(folder.get_unzipped_code_location())
    target = places.state("code") / base64.b64decode(code.code_sha256).hex()
    with _lock:
        if not target.exists():
            part = Path(tempfile.mkdtemp(dir=target.parent))
            try:
                _extract(code, part)
                part.rename(target)
            finally:
                shutil.rmtree(part, ignore_errors=True)
    return target


def _extract(code: S3Code, target: Path) -> None:
    with tempfile.TemporaryFile() as archive:
        code._download_archive_to_file(archive)  # noqa: SLF001 - the only reader of LocalStack's own bucket
        with zipfile.ZipFile(archive) as files:
            files.extractall(target)
    target.chmod(0o755)


def tree(version: FunctionVersion) -> Tree:
    """The files of a function's version.

    Order as AWS's runtime has it: task root, /opt/python/lib/…/site-packages, /opt/python; what a later layer
    holds hides what an earlier one does.
    """
    code = version.config.code
    root = unpack(code)
    layers = [_layer(layer.code) for layer in reversed(version.config.layers)]
    minor = version.config.runtime.removeprefix("python")
    search = [root]
    search += [python / "lib" / f"python{minor}" / "site-packages" for python, _ in layers]
    search += [python for python, _ in layers]
    hot = {
        str(python)
        for (python, _), layer in zip(layers, reversed(version.config.layers), strict=True)
        if _hot(layer.code)
    }
    hot |= {str(root)} if _hot(code) else set()
    packages = {folder for folder in hot if _installed(folder)}
    present = [str(folder) for folder in search if folder.is_dir()]
    return Tree(
        root=root,
        search=tuple(present),
        hot=tuple(sorted(hot - packages)),
        packages=tuple(sorted(packages)),
        steady=tuple(folder for folder in present[1:] if folder not in hot - packages),
        binaries=tuple(str(bin_) for _, bin_ in layers if bin_.is_dir()),
    )


def _hot(code: ArchiveCode) -> bool:
    return isinstance(code, HotReloadingCode)


def _layer(code: ArchiveCode) -> tuple[Path, Path]:
    folder = unpack(code)
    if _hot(code) and str(folder).endswith(PLAIN):
        plain = Path(str(folder).removesuffix(PLAIN))
        return plain, plain / "bin"
    return folder / "python", folder / "bin"


def _installed(folder: str) -> bool:
    return next(Path(folder).glob("*.dist-info"), None) is not None
