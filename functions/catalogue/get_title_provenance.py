"""GET /titles/{title_id}/provenance: who set each field's present value, when and by which way; which are locked."""

from catalogue import _wiring
from catalogue._domain.title import TitleId
from catalogue._replies.provenance import ProvenanceReply
from chassis.http import Reply, endpoint


@endpoint("GET /titles/{title_id}/provenance", scope="catalogue:read")
def handler(title_id: TitleId) -> Reply[ProvenanceReply]:
    title, settings, locks = _wiring.provenance().of(title_id)
    return Reply(ProvenanceReply.of(title_id, settings, locks), version=title.version)
