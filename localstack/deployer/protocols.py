"""`make protos`: the gRPC stubs from their .proto files, and what is published of them, which nothing may break.

`layers/contracts/contracts/rpc/published.txt` has a line for each method and field: `cdlc.catalogue.v1.Title.id = 1
string`. A line that vanished or changed would break a caller, so it is refused; new lines are added.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from google.protobuf.descriptor_pb2 import DescriptorProto, FieldDescriptorProto, FileDescriptorSet

CONTRACTS = Path(__file__).resolve().parents[2] / "layers" / "contracts"
PUBLISHED = CONTRACTS / "contracts" / "rpc" / "published.txt"


class BreakingChange(Exception):
    """A method or field that callers use is gone or means something else; the text names each."""


def protoc(*outputs: str) -> None:
    """Run the compiler on every .proto file. Raises `subprocess.CalledProcessError`, having said why."""
    protos = sorted(str(path.relative_to(CONTRACTS)) for path in CONTRACTS.rglob("*.proto"))
    subprocess.run([sys.executable, "-m", "grpc_tools.protoc", "-I", ".", *outputs, *protos], cwd=CONTRACTS, check=True)


def told() -> list[str]:
    """Every method and field of the .proto files as they are, one line each, in order."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "all.binpb"
        protoc(f"--descriptor_set_out={out}")
        files = FileDescriptorSet.FromString(out.read_bytes()).file
    found: list[str] = []
    for file in files:
        for service in file.service:
            found += [
                f"{file.package}.{service.name}.{each.name}({each.input_type}) {each.output_type}"
                for each in service.method
            ]
        for message in file.message_type:
            found += _fields(f"{file.package}.{message.name}", message)
    return sorted(found)


def _fields(name: str, message: DescriptorProto) -> list[str]:
    found = [f"{name}.{field.name} = {field.number} {_kind(field)}" for field in message.field]
    for nested in message.nested_type:
        found += _fields(f"{name}.{nested.name}", nested)
    return found


def _kind(field: FieldDescriptorProto) -> str:
    kind = FieldDescriptorProto.Type.Name(field.type).removeprefix("TYPE_").lower()
    repeated = "repeated " if field.label == FieldDescriptorProto.LABEL_REPEATED else ""
    return f"{repeated}{'optional ' if field.proto3_optional else ''}{field.type_name or kind}"


def require_compatible(published: list[str], now: list[str]) -> None:
    """Raise `BreakingChange` naming every published line that is not told any more."""
    gone = sorted(set(published) - set(now))
    if gone:
        raise BreakingChange("published and gone or changed: " + "; ".join(gone))


def run() -> int:
    """0 when stubs and list are written, 1 where a caller would break (nothing is written then)."""
    now = told()
    try:
        require_compatible(PUBLISHED.read_text().splitlines() if PUBLISHED.exists() else [], now)
    except BreakingChange as refusal:
        print(f"{refusal}\nadd a new field or method beside it instead", file=sys.stderr)
        return 1
    protoc("--python_out=.", "--pyi_out=.", "--grpc_python_out=.")
    PUBLISHED.write_text("\n".join(now) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(run())
