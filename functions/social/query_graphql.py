"""POST /graphql: one GraphQL query over titles and what those whom the caller follows say of them."""

from chassis.http import Caller, endpoint
from social._domain.profile import acting_profile
from social._replies import GraphqlReply, GraphqlRequest


@endpoint("POST /graphql", scope="social:read")
def handler(body: GraphqlRequest, caller: Caller) -> GraphqlReply:
    from social._graphql.execution import execute  # noqa: PLC0415 - importing it takes longer than most requests

    return execute(body, acting_profile(caller.profile_id, caller.sub))
