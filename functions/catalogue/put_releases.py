"""PUT /titles/{title_id}/releases/{country_code}: a title's releases in a country, in place of those there were."""

from functools import partial

from catalogue import _wiring
from catalogue._domain.title import TitleId
from catalogue._replies.releases import CountryReleaseList, ReleaseItem
from catalogue._replies.titles import CountryCode
from catalogue._title_parts import change_part
from chassis.http import Caller, IfMatch, Page, Reply, endpoint


@endpoint("PUT /titles/{title_id}/releases/{country_code}", scope="catalogue:write")
def handler(
    title_id: TitleId, country_code: CountryCode, body: CountryReleaseList, caller: Caller, expected: IfMatch
) -> Reply[Page[ReleaseItem]]:
    wanted = body.releases(country_code)
    replace = partial(_wiring.releases().replace, title_id, country_code, wanted)
    title = change_part(title_id, expected, caller.sub, "releases", replace)
    return Reply(Page(items=[ReleaseItem.of(each) for each in wanted]), version=title.version)
