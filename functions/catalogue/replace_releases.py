"""PUT /titles/{title_id}/releases/{country_code}: a title's releases in a country, in place of those there were."""

from catalogue import _title_parts, _wiring
from catalogue._domain.title import TitleId
from catalogue._replies.releases import CountryReleaseList, ReleaseItem
from catalogue._replies.titles import CountryCode
from chassis.http import Caller, IfMatch, Page, Reply, endpoint


@endpoint("PUT /titles/{title_id}/releases/{country_code}", scope="catalogue:write")
def handler(
    title_id: TitleId, country_code: CountryCode, body: CountryReleaseList, caller: Caller, expected: IfMatch
) -> Reply[Page[ReleaseItem]]:
    releases, wanted = _wiring.releases(), body.releases(country_code)
    made, title = _title_parts.change(
        title_id, caller, expected, lambda parts: releases.replace(parts, country_code, wanted)
    )
    return Reply(Page(items=[ReleaseItem.of(each) for each in made]), version=title.version)
