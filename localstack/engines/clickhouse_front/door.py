"""Reads a statement before the engine does: what kind it is, where its data starts, and whether it may run.

Table functions, foreign engines and SYSTEM are also refused by the engine (its user has no such grants); the door
says so more clearly, and it alone stops what an embedded engine lets anybody do: write files by INTO OUTFILE, read
them by FROM INFILE and file(), reach Python objects, run several statements at once. `ENGINE = Kafka` must never
reach the engine: a failed CREATE leaves metadata with which the data folder refuses to open again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .errors import refusal
from .lexer import Token, names, tokens

ENGINES = names(
    "MergeTree ReplacingMergeTree SummingMergeTree AggregatingMergeTree CollapsingMergeTree CoalescingMergeTree "
    "VersionedCollapsingMergeTree GraphiteMergeTree Memory Log TinyLog StripeLog Null Set Join Buffer Merge "
    "GenerateRandom View MaterializedView Atomic"
)
"""Engines, of tables and databases, that keep to their own folder: what the engine's user is granted."""
_REACHING = names(
    "file fileCluster filesystem url urlCluster s3 s3Cluster gcs oss cosn hdfs hdfsCluster azureBlobStorage "
    "azureBlobStorageCluster remote remoteSecure cluster clusterAllReplicas mysql postgresql mongodb redis sqlite "
    "odbc jdbc bigquery ytsaurus executable python iceberg icebergS3 icebergAzure icebergHDFS icebergLocal "
    "icebergCluster icebergS3Cluster icebergAzureCluster icebergHDFSCluster icebergLocalCluster deltaLake "
    "deltaLakeS3 deltaLakeAzure deltaLakeLocal deltaLakeCluster deltaLakeS3Cluster deltaLakeAzureCluster hudi "
    "hudiCluster paimon paimonS3 paimonAzure paimonHDFS paimonLocal paimonCluster paimonS3Cluster "
    "paimonAzureCluster paimonHDFSCluster paimonLocalCluster arrowstream arrowflight prometheusQuery "
    "prometheusQueryRange eval disk catboostEvaluate aiGenerate aiClassify aiEmbed aiExtract aiFilter aiRedact "
    "aiSimilarity aiTranslate"
)
_VERBS = names("SYSTEM BACKUP RESTORE ATTACH DETACH EXECUTE GRANT REVOKE KILL COPY")
_OBJECTS = names("DICTIONARY FUNCTION NAMED ROLE QUOTA ROW PROFILE SETTINGS WORKLOAD RESOURCE TOKEN MASKING")
_QUERIES = names("SELECT WITH FROM INSERT SHOW DESCRIBE DESC")  # here a word ENGINE is somebody's column
_HEAD = 16  # tokens kept: enough for CREATE USER, which the front answers itself
_FILES = frozenset({"OUTFILE", "INFILE"})
_DATA = re.compile(rb"[ \t]*;?(?:\r?\n)?")


@dataclass(frozen=True)
class Statement:
    """One statement: its verb, its text, its FORMAT and, of an INSERT, the data after it (`None`: none expected)."""

    verb: str
    sql: str
    format: str | None = None
    data: bytes | None = None
    words: tuple[Token, ...] = ()


def read(text: bytes) -> Statement:
    """Read one statement; raises `FrontError` where it is refused, unreadable or more than one."""
    reader = _Reader(text)
    for token in tokens(text):
        if reader.take(token):
            break
    return reader.statement()


class _Reader:
    def __init__(self, text: bytes) -> None:
        self._text = text
        self._head: list[Token] = []
        self._last: Token | None = None
        self._before = ""
        self._depth = 0
        self._end: int | None = None
        self._format: Token | None = None
        self._source = ""
        self._data: bytes | None = None

    def take(self, token: Token) -> bool:
        """Look at the next token; true when the rest is an INSERT's data."""
        if self._end is not None and token.text != ";":
            raise refusal(62, f"Syntax error: one statement at a time, and a second starts at {token.start}.")
        _check(self._last, self._before, token, self._verb)
        if self._format is not None and token.text != ";" and token.word not in ("SETTINGS", "INTO"):
            self._format = None  # a column named format, not the clause
        if self._is_clause() and token.kind == "word":
            self._format = token
            if self._verb == "INSERT" and not self._source:
                return self._start_data(token)
        self._follow(token)
        return False

    def _is_clause(self) -> bool:
        named = self._before in ("INTO", "TABLE", "FROM")
        return not self._depth and not named and self._last is not None and self._last.word == "FORMAT"

    def _follow(self, token: Token) -> None:
        self._depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "sign" else 0
        if token.text == ";" and self._end is None:
            self._end = token.start
        if not self._depth and self._verb == "INSERT" and token.word in ("VALUES", "SELECT", "WITH"):
            self._source = self._source or token.word
        if len(self._head) < _HEAD:
            self._head.append(token)
        self._before, self._last = (self._last.word if self._last else ""), token

    def _start_data(self, token: Token) -> bool:
        gap = _DATA.match(self._text, token.end)
        self._data = self._text[gap.end() if gap else token.end :]
        self._end = self._last.start if self._last else 0
        return True

    @property
    def _verb(self) -> str:
        return next((token.word for token in self._head if token.text != "("), "")

    def statement(self) -> Statement:
        if not self._head:
            raise refusal(62, "Syntax error: the statement is empty.")
        sql = self._text[: self._end].decode("utf-8", "replace")
        form = self._format.text if self._format else None
        data = b"" if self._verb == "INSERT" and not self._source and self._data is None else self._data
        return Statement(self._verb, sql, form, data, tuple(self._head))


def _check(last: Token | None, before: str, token: Token, verb: str) -> None:
    """Refuse by the token, the one before it, the word before that, and the statement's verb."""
    if last is None and token.word in _VERBS:
        raise refusal(497, f"{token.word} is refused at the door: it reaches beyond the tables.")
    if token.word in _FILES:
        raise refusal(497, f"{token.word} is refused at the door: statements reach no files.")
    if last is None:
        return
    if last.word in ("CREATE", "ALTER") and token.word in _OBJECTS:
        raise refusal(497, f"{last.word} {token.word} is refused at the door: it is not offered here.")
    if token.text == "(" and last.kind in ("word", "quoted"):
        _check_function(last)
    is_engine = last.word == "ENGINE" or (last.text == "=" and before == "ENGINE")
    if is_engine and verb not in _QUERIES and token.kind in ("word", "quoted") and token.text not in ENGINES:
        raise refusal(497, f"ENGINE = {token.text} is refused at the door: it reaches beyond the tables.")


def _check_function(name: Token) -> None:
    if name.kind == "quoted" and "\\" in name.text:
        raise refusal(497, f"{name.text}( is refused at the door: write the name without escapes.")
    bare = name.text.strip('`"“”')
    if bare.casefold() in {name.casefold() for name in _REACHING}:
        raise refusal(497, f"{bare}() is refused at the door: it reaches files, processes or the network.")
