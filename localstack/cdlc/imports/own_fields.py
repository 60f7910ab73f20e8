"""What a column of somebody's table may mean: names in a few languages, the shapes of values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime

LISTS = ("genres", "country_codes", "spoken_languages", "keywords", "directors", "writers", "cast", "companies")
_NAMES = {
    "key": "id|key|nr|no|number|signatur|signature|cote|code|inventarnummer|shelfmark",
    "name": "title|name|film|titel|titre|titulo|titolo|filmtitel",
    "original_name": "original title|originaltitle|original name|originaltitel|titre original|titulo original",
    "year": "year|jahr|annee|ano|anno|production year|release year",
    "release_date": "release date|released|date|premiere|kinostart|date de sortie|sortie|fecha de estreno|estreno",
    "runtime_minutes": "runtime|runtime minutes|duration|length|minutes|laufzeit|lange|dauer|duree|duracion|durata",
    "overview": "overview|description|plot|synopsis|summary|beschreibung|inhalt|resume|sinopsis|trama",
    "tagline": "tagline|slogan",
    "homepage": "homepage|website|url|webseite|site|sitio",
    "genres": "genre|genres|genero|generos|genere",
    "country_codes": "country|countries|country codes|land|lander|pays|pais|paese",
    "original_language": "language|original language|sprache|originalsprache|langue|idioma|lingua",
    "spoken_languages": "languages|spoken languages|sprachen|langues|idiomas",
    "keywords": "keywords|tags|schlagworter|mots cles|palabras clave",
    "directors": "director|directors|directed by|regie|realisateur|realisation|direccion|regia",
    "writers": "writer|writers|screenplay|drehbuch|scenario|guion|sceneggiatura",
    "cast": "cast|actors|starring|darsteller|besetzung|acteurs|distribution|reparto|interpreti",
    "companies": "company|companies|studio|studios|production company|produktion|produktionsfirma|productora",
    "vote_average": "rating|vote average|bewertung|note|puntuacion",
    "vote_count": "votes|vote count|stimmen",
    "imdb": "imdb|imdb id|imdbid|tconst|imdb nr",
    "tmdb": "tmdb|tmdb id|tmdbid",
}
FIELDS = tuple(_NAMES)
_MEANT = {name: field for field, names in _NAMES.items() for name in names.split("|")}
_DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y%m%d")
_IMDB = re.compile(r"tt\d{7,10}")
_YEAR = re.compile(r"(18[7-9]|19\d|20\d)\d")
_SEPARATORS = "|;/,"


def field_of(column: str, samples: Sequence[str]) -> str | None:
    """The field that a column means, by its name, else by the shape of its values."""
    plain = unicodedata.normalize("NFKD", column).encode("ascii", "ignore").decode().casefold()
    known = _MEANT.get(" ".join(re.findall(r"[a-z]+", plain)))
    if known == "year" or known is None:
        return _shaped(samples) or known
    return known


def _shaped(samples: Sequence[str]) -> str | None:
    told = [each.strip() for each in samples if each.strip()]
    if not told:
        return None
    if all(_IMDB.fullmatch(each) for each in told):
        return "imdb"
    if all(_YEAR.fullmatch(each) for each in told):
        return "year"
    return "release_date" if date_format(told) not in {None, "%Y%m%d"} else None


def date_format(samples: Iterable[str]) -> str | None:
    """The usual form that most samples have, and more than half of them."""
    told = [each.strip() for each in samples if each.strip()]
    fits = {form: sum(_is_date(each, form) for each in told) for form in _DATES}
    best = max(_DATES, key=lambda form: fits[form])
    return best if 2 * fits[best] > len(told) else None


def _is_date(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)  # noqa: DTZ007 - a day
    except ValueError:
        return False
    return True


def separator(samples: Iterable[str]) -> str:
    """What parts the entries of a list."""
    told = "".join(samples)
    return next((each for each in _SEPARATORS if each in told), ",")
