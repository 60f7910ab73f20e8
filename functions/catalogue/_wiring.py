"""Where the catalogue's adapters are built, each on first use. Drivers are imported by what opens them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from catalogue._settings import Settings

if TYPE_CHECKING:
    from catalogue._adapters.mysql_calendar import Calendar
    from catalogue._adapters.mysql_collections import Collections
    from catalogue._adapters.mysql_companies import Companies
    from catalogue._adapters.mysql_export import Export
    from catalogue._adapters.mysql_find import Find
    from catalogue._adapters.mysql_history import History
    from catalogue._adapters.mysql_ids import Ids
    from catalogue._adapters.mysql_image_uploads import StoredImageUploads
    from catalogue._adapters.mysql_images import Images
    from catalogue._adapters.mysql_import import FilmImport
    from catalogue._adapters.mysql_import_things import ThingImport
    from catalogue._adapters.mysql_links import LinkImport
    from catalogue._adapters.mysql_names import NameIndex
    from catalogue._adapters.mysql_people import People
    from catalogue._adapters.mysql_proposals import Proposals
    from catalogue._adapters.mysql_provenance import Provenance
    from catalogue._adapters.mysql_records import RecordImport
    from catalogue._adapters.mysql_releases import Releases
    from catalogue._adapters.mysql_search import Search
    from catalogue._adapters.mysql_search_names import SearchNames
    from catalogue._adapters.mysql_series import SeriesImport
    from catalogue._adapters.mysql_structure import Structure
    from catalogue._adapters.mysql_titles import Titles
    from catalogue._adapters.mysql_translations import Translations
    from catalogue._adapters.mysql_words import Vocabulary, Words
    from catalogue._adapters.redis_titles import TitleCache
    from catalogue._adapters.s3_exports import ExportBucket
    from catalogue._adapters.s3_images import ImageUploads, ShownImages
    from chassis.mysql import Database


@cache
def database() -> Database:
    from chassis.mysql import Database  # noqa: PLC0415 - drivers load on first use

    settings = Settings.load()
    return Database(settings.mysql_url, settings.mysql_secret)


@cache
def titles() -> Titles:
    from catalogue._adapters.mysql_titles import Titles  # noqa: PLC0415

    return Titles(database())


@cache
def search() -> Search:
    from catalogue._adapters.mysql_search import Search  # noqa: PLC0415

    return Search(database())


@cache
def search_names() -> SearchNames:
    from catalogue._adapters.mysql_search_names import SearchNames  # noqa: PLC0415

    return SearchNames(database())


@cache
def name_index() -> NameIndex:
    from catalogue._adapters.mysql_names import NameIndex  # noqa: PLC0415

    return NameIndex(database())


@cache
def people() -> People:
    from catalogue._adapters.mysql_people import People  # noqa: PLC0415

    return People(database())


@cache
def companies() -> Companies:
    from catalogue._adapters.mysql_companies import Companies  # noqa: PLC0415

    return Companies(database())


@cache
def collections() -> Collections:
    from catalogue._adapters.mysql_collections import Collections  # noqa: PLC0415

    return Collections(database())


@cache
def genres() -> Words:
    from catalogue._adapters.mysql_words import GENRES, Words  # noqa: PLC0415

    return Words(database(), GENRES)


@cache
def keywords() -> Words:
    from catalogue._adapters.mysql_words import KEYWORDS, Words  # noqa: PLC0415

    return Words(database(), KEYWORDS)


@cache
def vocabulary() -> Vocabulary:
    from catalogue._adapters.mysql_words import Vocabulary  # noqa: PLC0415

    return Vocabulary(database())


@cache
def structure() -> Structure:
    from catalogue._adapters.mysql_structure import Structure  # noqa: PLC0415

    return Structure(database())


@cache
def history() -> History:
    from catalogue._adapters.mysql_history import History  # noqa: PLC0415

    return History(database())


@cache
def proposals() -> Proposals:
    from catalogue._adapters.mysql_proposals import Proposals  # noqa: PLC0415

    return Proposals(database())


@cache
def provenance() -> Provenance:
    from catalogue._adapters.mysql_provenance import Provenance  # noqa: PLC0415

    return Provenance(database())


@cache
def film_import() -> FilmImport:
    from catalogue._adapters.mysql_import import FilmImport  # noqa: PLC0415

    return FilmImport(database())


@cache
def series_import() -> SeriesImport:
    from catalogue._adapters.mysql_series import SeriesImport  # noqa: PLC0415

    return SeriesImport(database())


@cache
def record_import() -> RecordImport:
    from catalogue._adapters.mysql_records import RecordImport  # noqa: PLC0415

    return RecordImport(database())


@cache
def link_import() -> LinkImport:
    from catalogue._adapters.mysql_links import LinkImport  # noqa: PLC0415

    return LinkImport(database())


@cache
def thing_import() -> ThingImport:
    from catalogue._adapters.mysql_import_things import ThingImport  # noqa: PLC0415

    return ThingImport(database())


@cache
def export() -> Export:
    from catalogue._adapters.mysql_export import Export  # noqa: PLC0415

    return Export(database())


@cache
def translations() -> Translations:
    from catalogue._adapters.mysql_translations import Translations  # noqa: PLC0415

    return Translations(database())


@cache
def calendar() -> Calendar:
    from catalogue._adapters.mysql_calendar import Calendar  # noqa: PLC0415

    return Calendar(database())


@cache
def find() -> Find:
    from catalogue._adapters.mysql_find import Find  # noqa: PLC0415

    return Find(database())


@cache
def releases() -> Releases:
    from catalogue._adapters.mysql_releases import Releases  # noqa: PLC0415

    return Releases(database())


@cache
def ids() -> Ids:
    from catalogue._adapters.mysql_ids import Ids  # noqa: PLC0415

    return Ids(database())


@cache
def exports() -> ExportBucket:
    from catalogue._adapters.s3_exports import ExportBucket  # noqa: PLC0415
    from chassis.secrets import aws  # noqa: PLC0415

    return ExportBucket(aws("s3"), Settings.load().exports_bucket)


@cache
def images() -> Images:
    from catalogue._adapters.mysql_images import Images  # noqa: PLC0415

    return Images(database())


@cache
def image_uploads() -> StoredImageUploads:
    from catalogue._adapters.mysql_image_uploads import StoredImageUploads  # noqa: PLC0415

    return StoredImageUploads(database())


@cache
def image_bucket() -> ImageUploads:
    from catalogue._adapters.s3_images import ImageUploads  # noqa: PLC0415
    from chassis.secrets import aws, s3_signer  # noqa: PLC0415

    settings = Settings.load()
    return ImageUploads(aws("s3"), s3_signer(settings.s3_public_url), settings.uploads_bucket)


@cache
def shown_images() -> ShownImages:
    from catalogue._adapters.s3_images import ShownImages  # noqa: PLC0415
    from chassis.secrets import aws  # noqa: PLC0415

    return ShownImages(aws("s3"), Settings.load().media_bucket)


@cache
def cached_titles() -> TitleCache:
    from catalogue._adapters.redis_titles import TitleCache  # noqa: PLC0415
    from chassis.stores import redis_client  # noqa: PLC0415

    return TitleCache(redis_client(Settings.load().redis_url))
