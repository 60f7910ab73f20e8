"""From a GraphQL request to its answer; errors carry the problem's name in `extensions.code`."""

import asyncio
from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError

from chassis.errors import BadRequest, Invalid, Refusal
from chassis.problems import as_refusal
from social._domain.profile import ProfileId
from social._graphql.loading import Loading
from social._graphql.schema import schema
from social._replies import GraphqlReply, GraphqlRequest


def execute(request: GraphqlRequest, me: ProfileId) -> GraphqlReply:
    """The answer as the profile `me` sees it. What is refused or fails is in `errors`; nothing is raised."""
    return asyncio.run(_execute(request, me))


async def _execute(request: GraphqlRequest, me: ProfileId) -> GraphqlReply:
    result = await schema.execute(
        request.query,
        variable_values=request.variables,
        context_value=Loading(me),
        operation_name=request.operation_name,
    )
    return GraphqlReply(data=result.data, errors=[_told(error) for error in result.errors or []])


def _told(error: GraphQLError) -> dict[str, Any]:
    """The error by the rules of GraphQL's specification, §7.1.2; what nobody foresaw stays opaque and is logged."""
    refusal = _refusal(error)
    extensions: dict[str, Any] = {"code": refusal.kebab_name()}
    if refusal.errors:
        extensions["errors"] = [{"pointer": e.pointer, "code": e.code, "detail": e.detail} for e in refusal.errors]
    told: dict[str, Any] = {"message": refusal.detail, "extensions": extensions}
    if error.locations:
        told["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    return told | ({"path": error.path} if error.path else {})


def _refusal(error: GraphQLError) -> Refusal:
    if isinstance(error.original_error, Exception):
        return as_refusal(error.original_error)
    return (BadRequest if isinstance(error, GraphQLSyntaxError) else Invalid)(error.message)
