"""The audit of the public site: `make audit`, on a sample `make audit ARGS=--sample`."""

import argparse
import sys

from tests.audit.audit import Audit, visits_before_set_up
from tests.audit.findings import Report, report_text
from tests.audit.scratch_site import paths_of_pages, scratch_site, set_up
from tests.audit.tools import NEEDS_NODE, Tools, parts_of_this_machine
from tests.browser.conftest import LiveDoors

# What somebody in need opens first, in the first language and from right to left.
SAMPLE = (
    "/", "/sl/", "/sl/telefon/", "/sl/vprasanja/", "/sl/poklicite-me/", "/sl/pravice/",
    "/ar/", "/ar/hatif/", "/ar/asila/", "/ar/ittisal/", "/ar/huquq/",
)  # fmt: skip
SAMPLE_OF_LIGHTHOUSE = ("/sl/", "/ar/hatif/")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make audit", description=__doc__)
    parser.add_argument(
        "--sample", action="store_true",
        help="the browser on a sample, Lighthouse on two pages, no PDF; all else on everything",
    )  # fmt: skip
    parser.add_argument("--tools", action="store_true", help="install the tools, and no more")
    return parser.parse_args()


def install(tools: Tools) -> str:
    """The tools as the lock file names them; what went wrong, or nothing."""
    if tools.are_there:
        return ""
    sys.stderr.write(f"Installing the tools of the audit into {tools.folder} (once) …\n")
    return tools.install()


def audited(*, only_sample: bool, tools: Tools) -> Report:
    parts = parts_of_this_machine()
    failure = install(tools) if parts.has_node else ""
    usable = tools if parts.has_node and not failure else None
    with scratch_site() as doors:
        audit = Audit(doors.url("www", ""), usable, parts)
        if failure:
            audit.report.not_run.append(f"axe, Lighthouse and the Nu checker: npm says\n{failure}")
        try:
            all_of_it(audit, doors, only_sample=only_sample)
        except KeyboardInterrupt:
            audit.report.not_run.append("all of it: the run was stopped")
    return audit.report


def all_of_it(audit: Audit, doors: LiveDoors, *, only_sample: bool) -> None:
    audit.look_at(visits_before_set_up())
    set_up(doors)
    audit.follow(paths_of_pages(doors), with_files=not only_sample)
    audit.look(SAMPLE if only_sample else None)
    audit.read()
    audit.measure(SAMPLE_OF_LIGHTHOUSE if only_sample else None)


def say_failure(failure: str) -> int:
    if failure:
        sys.stderr.write(f"{failure}\n")
    return 1 if failure else 0


def main() -> int:
    chosen = options()
    if chosen.tools:
        has_node = parts_of_this_machine().has_node
        return say_failure(install(Tools()) if has_node else NEEDS_NODE)
    report = audited(only_sample=chosen.sample, tools=Tools())
    sys.stdout.write(f"{report_text(report)}\n")
    return 0 if report.has_passed else 1


if __name__ == "__main__":
    sys.exit(main())
