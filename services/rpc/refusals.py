"""From a refusal to a gRPC status: the code by its HTTP status, `ErrorInfo.reason` the problem's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import grpc
from google.protobuf.any_pb2 import Any as Packed
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo
from google.rpc.status_pb2 import Status
from grpc_status import rpc_status

from chassis.problems import as_refusal

if TYPE_CHECKING:
    from chassis.errors import Refusal

DOMAIN = "cdlc"
CODES = {
    400: grpc.StatusCode.INVALID_ARGUMENT,
    401: grpc.StatusCode.UNAUTHENTICATED,
    403: grpc.StatusCode.PERMISSION_DENIED,
    404: grpc.StatusCode.NOT_FOUND,
    409: grpc.StatusCode.ABORTED,
    410: grpc.StatusCode.NOT_FOUND,
    412: grpc.StatusCode.FAILED_PRECONDITION,
    415: grpc.StatusCode.INVALID_ARGUMENT,
    422: grpc.StatusCode.INVALID_ARGUMENT,
    428: grpc.StatusCode.FAILED_PRECONDITION,
    429: grpc.StatusCode.RESOURCE_EXHAUSTED,
    503: grpc.StatusCode.UNAVAILABLE,
}


def refuse(context: grpc.ServicerContext, error: Exception) -> NoReturn:
    """End the call with the status of `error`; what nobody foresaw is logged in full and INTERNAL outside."""
    context.abort_with_status(rpc_status.to_status(status(as_refusal(error))))
    raise AssertionError("abort_with_status raises")


def status(refusal: Refusal) -> Status:
    """The refusal as google.rpc.Status with ErrorInfo and, where fields are at fault, BadRequest."""
    code = CODES.get(refusal.status, grpc.StatusCode.INTERNAL)
    details = [_packed(ErrorInfo(reason=refusal.kebab_name(), domain=DOMAIN))]
    if refusal.errors:
        fields = [BadRequest.FieldViolation(field=e.pointer, description=e.detail) for e in refusal.errors]
        details.append(_packed(BadRequest(field_violations=fields)))
    return Status(code=code.value[0], message=refusal.detail, details=details)


def _packed(message: ErrorInfo | BadRequest) -> Packed:
    packed = Packed()
    packed.Pack(message)
    return packed
