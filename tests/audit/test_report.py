"""When the audit passes, and what it says when it does not."""

import json
import re
from pathlib import Path

import pytest

from tests.audit import tools as tools_module
from tests.audit.audit import Audit
from tests.audit.findings import Check, Finding, Report, report_text
from tests.audit.lighthouse import below_full_score
from tests.audit.small_site import Served, served, sound_page
from tests.audit.tools import HERE, Parts, Tools, parts_of_this_machine

NO_PARTS = Parts(has_chromium=False, has_node=False, has_java=False)


def looked_at(*findings: Finding) -> Report:
    report = Report()
    report.looked(Check.MARKUP, ["/sl/"], findings)
    return report


def test_an_audit_passes_when_it_looked_everywhere_and_found_nothing() -> None:
    assert looked_at().has_passed
    assert not Report().has_passed
    assert not looked_at(Finding("/sl/", Check.MARKUP, "no title")).has_passed


def test_what_could_not_be_looked_for_is_no_pass_and_says_how_to_get_it() -> None:
    report = looked_at()
    report.not_run += NO_PARTS.missing
    assert not report.has_passed
    text = report_text(report)
    for program, package in (("Node", "nodejs npm"), ("Chromium", "chromium"), ("Java", "jre")):
        assert re.search(rf"did not run: .*{program}.*apt-get install .*{package}", text)


def test_the_report_names_the_page_the_check_and_the_fault() -> None:
    text = report_text(looked_at(Finding("/sl/", Check.MARKUP, "no title")))
    assert "markup: no title\n    /sl/" in text
    assert text.endswith("1 pages, 1 findings")


def test_a_page_that_no_link_leads_to_is_found_and_looked_at() -> None:
    with served({path: Served(sound_page()) for path in ("/", "/sl/", "/sl/sama/")}) as origin:
        audit = Audit(origin, None, NO_PARTS)
        audit.follow(["/sl/sama/"])
        audit.read()
    assert Finding("/sl/sama/", Check.LINKS, "no link leads here") in audit.report.findings
    assert Check.MARKUP in audit.report.pages["/sl/sama/"]
    assert not audit.report.has_passed


@pytest.mark.parametrize(
    ("version", "is_enough"), [("v18.15.0", False), ("v18.16.0", True), ("v20.1.0", True)]
)
def test_an_old_node_does_not_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, is_enough: bool
) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {version}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert parts_of_this_machine().has_node is is_enough


def test_a_machine_without_any_of_them_is_told_of_all_three(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(tools_module, "CHROMIUM", None)
    assert parts_of_this_machine() == NO_PARTS


def test_every_category_below_100_is_a_finding_and_so_is_silence() -> None:
    def told(url: str, score: int | None, error: str = "") -> dict[str, object]:
        scores = [{"name": "seo", "score": score, "failed": ["meta-description"]}]
        return {"url": url, "scores": scores, "error": error}

    pages = [told("full", 100), told("below", 99), told("none", None), told("broken", 100, "DNS")]
    labels = {name: name for name in ("full", "below", "none", "broken", "silent")}
    assert [(each.page, each.what) for each in below_full_score(pages, labels)] == [
        ("below", "seo 99: meta-description"),
        ("none", "seo None: meta-description"),
        ("broken", "did not look: DNS"),
        ("silent", "did not look"),
    ]


def test_the_tools_are_pinned_and_their_lock_file_names_no_host() -> None:
    package = json.loads((HERE / "package.json").read_text())
    lock = (HERE / "package-lock.json").read_text()
    pins = package["dependencies"]
    assert all(re.fullmatch(r"[\d.]+", version) for version in pins.values())
    assert json.loads(lock)["packages"][""]["dependencies"] == pins
    assert "://" not in lock
    assert lock.count('"integrity": "sha512-') == len(json.loads(lock)["packages"]) - 1


def test_tools_of_another_lock_file_are_installed_anew(tmp_path: Path) -> None:
    for name in tools_module.FILES:
        (tmp_path / name).write_bytes((HERE / name).read_bytes())
    (tmp_path / "node_modules").mkdir()
    assert not Tools(tmp_path).are_there
    (tmp_path / "node_modules" / ".package-lock.json").touch()
    assert Tools(tmp_path).are_there
    (tmp_path / "package-lock.json").write_text("{}")
    assert not Tools(tmp_path).are_there
