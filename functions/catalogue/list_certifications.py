"""GET /certifications: what the boards of a country give, mildest first."""

from dataclasses import asdict

from catalogue import _wiring
from catalogue._replies.releases import CertificationItem
from catalogue._replies.titles import CountryCode
from chassis.http import Page, endpoint


@endpoint("GET /certifications", cache="public, max-age=3600")
def handler(country: CountryCode | None = None) -> Page[CertificationItem]:
    return Page(items=[CertificationItem(**asdict(each)) for each in _wiring.releases().certifications(country)])
