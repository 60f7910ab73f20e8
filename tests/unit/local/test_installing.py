"""What decides whether a step of the installation runs, and whether what it fetched is the right thing."""

from __future__ import annotations

import hashlib
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from cdlc.install import jars, mirrors, packages, plan, truststore
from cdlc.install.__main__ import reason
from cdlc.install.step import Step

ROOT = Path(__file__).resolve().parents[3]


def _nothing(_: Path) -> None:
    pass


def _step(folder: Path, name: str = "one", needs: tuple[str, ...] = ()) -> Step:
    (folder / f"{name}.in").write_text("1")
    (folder / f"{name}.out").write_text("")
    return Step(name, (folder / f"{name}.in", "constant"), (folder / f"{name}.out",), _nothing, needs)


def test_a_step_is_done_until_an_input_changes_or_its_product_is_gone(tmp_path: Path) -> None:
    step, stamps = _step(tmp_path), tmp_path / "stamps"
    assert not step.done(stamps)
    step.stamp(stamps)
    assert step.done(stamps)
    (tmp_path / "one.out").unlink()
    assert not step.done(stamps)
    (tmp_path / "one.out").write_text("")
    (tmp_path / "one.in").write_text("2")
    assert not step.done(stamps)


def test_a_folder_as_input_changes_with_any_file_in_it(tmp_path: Path) -> None:
    (tmp_path / "poms" / "kafka").mkdir(parents=True)
    step = Step("jars", (tmp_path / "poms",), (), _nothing)
    before = step.digest()
    (tmp_path / "poms" / "kafka" / "pom.xml").write_text("<project/>")
    assert step.digest() != before


def test_what_needs_a_step_that_is_to_do_is_to_do_as_well(tmp_path: Path) -> None:
    stamps = tmp_path / "stamps"
    every = [
        _step(tmp_path, "one"),
        _step(tmp_path, "two", ("one",)),
        _step(tmp_path, "three", ("two",)),
        _step(tmp_path, "four"),
    ]
    for step in every:
        step.stamp(stamps)
    assert plan.todo(every, stamps) == []
    (tmp_path / "one.in").write_text("2")
    assert [step.name for step in plan.todo(every, stamps)] == ["one", "two", "three"]


def test_steps_come_after_what_they_need() -> None:
    seen = {"packages"}
    for step in plan.steps(ROOT):
        assert set(step.needs) <= seen, step.name
        seen.add(step.name)


def test_every_jar_is_checked_and_the_wrong_one_named(tmp_path: Path) -> None:
    (tmp_path / "kafka").mkdir()
    (tmp_path / "kafka" / "a.jar").write_bytes(b"a")
    listed = tmp_path / "SHA256SUMS"
    listed.write_text(f"{hashlib.sha256(b'a').hexdigest()}  a.jar\n")
    jars.verify(listed, tmp_path / "kafka")
    (tmp_path / "kafka" / "a.jar").write_bytes(b"b")
    with pytest.raises(jars.WrongJar, match=r"kafka/a\.jar: SHA-256 3e23e8"):
        jars.verify(listed, tmp_path / "kafka")
    (tmp_path / "kafka" / "a.jar").unlink()
    with pytest.raises(jars.WrongJar, match=r"kafka/a\.jar: SHA-256 of no such jar"):
        jars.verify(listed, tmp_path / "kafka")


def test_a_jar_that_no_list_names_is_refused(tmp_path: Path) -> None:
    (tmp_path / "SHA256SUMS").write_text("")
    (tmp_path / "extra.jar").write_bytes(b"x")
    with pytest.raises(jars.WrongJar, match=r"extra\.jar: .* says nothing of it"):
        jars.verify(tmp_path / "SHA256SUMS", tmp_path)


def test_every_set_of_jars_has_a_list_and_is_a_module_of_the_one_build() -> None:
    build = (ROOT / jars.POMS / "pom.xml").read_text()
    for module in jars.modules(ROOT):
        assert (ROOT / jars.POMS / module / "SHA256SUMS").read_text().count(".jar\n") > 1
        assert f"<module>{module}</module>" in build


def test_pips_settings_reach_uv_with_pips_own_precedence() -> None:
    listing = (
        "global.index-url='https://mirror.example/simple'\n"
        "global.cert='/etc/ssl/own.pem'\n"
        "install.index-url='https://other.example/simple'\n"
        "global.extra-index-url='https://a.example\\nhttps://b.example'\n"
        ":env:.default-timeout='180'\n"
        ":env:.disable-pip-version-check='1'\n"
    )
    assert mirrors.translate(listing) == {
        "UV_DEFAULT_INDEX": "https://other.example/simple",
        "UV_INDEX": "https://a.example https://b.example",
        "SSL_CERT_FILE": "/etc/ssl/own.pem",
        "UV_HTTP_TIMEOUT": "180",
    }


def test_a_folder_of_wheels_that_is_not_there_is_not_passed_on(tmp_path: Path) -> None:
    assert mirrors.translate(f"global.find-links='{tmp_path}/none'") == {}
    assert mirrors.translate(f"global.find-links='{tmp_path}'") == {"UV_FIND_LINKS": str(tmp_path)}


def test_a_package_is_missing_when_what_proves_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        packages, "_PROOFS", {"there": "sh", "absent": "no-such-program", "module": "/no/such/module.so"}
    )
    monkeypatch.setattr(packages, "_PROOFS_OF_TESTS", {"browser": "no-such-browser"})
    assert packages.missing() == ["absent", "module"]
    assert packages.missing(tests=True) == ["absent", "module", "browser"]


@pytest.mark.parametrize("before", [None, "#!/bin/sh\nexit 0\n"])
def test_services_stay_down_and_an_administrators_policy_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    policy = tmp_path / "policy-rc.d"
    monkeypatch.setattr(packages, "_POLICY", policy)
    if before:
        policy.write_text(before)
    with packages._services_stay_down([]):
        assert policy.read_text() == (before or "#!/bin/sh\nexit 101\n")
    assert policy.exists() == (before is not None)


def test_the_telling_line_of_a_failed_program_is_found_among_colours_and_noise() -> None:
    assert reason("fetching\n\x1b[31m[ERROR] no plugin found\x1b[0m\nhelp 1\n\x1b[0m") == "[ERROR] no plugin found"
    assert reason("E: Unable to locate package\nbye") == "E: Unable to locate package"
    assert reason("only this\n\n") == "only this"
    assert reason("\x1b[0m") == "it printed nothing"


@pytest.mark.skipif(shutil.which("keytool") is None, reason="the reader is Java's own keytool")
def test_java_reads_every_authority_of_the_machines_bundle(tmp_path: Path) -> None:
    truststore.write(truststore.bundle(), tmp_path / "cacerts")
    words = ("keytool", "-list", "-keystore", str(tmp_path / "cacerts"), "-storepass", truststore.PASSWORD)
    listed = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert f"contains {len(ssl.create_default_context(cafile=truststore.bundle()).get_ca_certs())} entries" in listed
    assert listed.count("trustedCertEntry") > 0
