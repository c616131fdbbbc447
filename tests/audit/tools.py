"""What the audit looks with: which parts are here, and how to get them."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.browser.chromium import CHROMIUM

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FOLDER = Path(
    os.environ.get("AUDIT_TOOLS") or ROOT / (os.environ.get("DATA_DIR") or "var") / "audit-tools"
)
FILES = ("package.json", "package-lock.json", ".npmrc", "lighthouse.mjs")
OLDEST_NODE = (18, 16)
OLDEST_JAVA = (11, 0)
LAST_LINES = 6

NEEDS_NODE = (
    "axe, Lighthouse and the Nu checker come by npm and need Node "
    f"{OLDEST_NODE[0]}.{OLDEST_NODE[1]} or newer (Debian: apt-get install nodejs npm)"
)
NEEDS_CHROMIUM = (
    "bytes, traces, the way out, axe and Lighthouse need Chromium "
    "(Debian: apt-get install chromium)"
)
NEEDS_JAVA = (
    f"the Nu checker needs Java {OLDEST_JAVA[0]} or newer "
    "(Debian: apt-get install default-jre-headless)"
)


@dataclass(frozen=True)
class Tools:
    """The programs of package.json, in a folder of their own."""

    folder: Path = FOLDER

    @property
    def axe(self) -> Path:
        return self.folder / "node_modules" / "axe-core" / "axe.min.js"

    @property
    def nu(self) -> Path:
        return self.folder / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"

    @property
    def lighthouse(self) -> Path:
        return self.folder / "lighthouse.mjs"

    @property
    def are_there(self) -> bool:
        """As our lock file has them, installed to the end."""
        is_whole = (self.folder / "node_modules" / ".package-lock.json").is_file()
        return is_whole and all(
            (self.folder / name).is_file()
            and (self.folder / name).read_bytes() == (HERE / name).read_bytes()
            for name in FILES
        )

    def install(self) -> str:
        """Install what the lock file names; what went wrong, or nothing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            shutil.copyfile(HERE / name, self.folder / name)
        result = subprocess.run(  # noqa: S603
            [shutil.which("npm") or "npm", "ci", "--no-progress"],
            cwd=self.folder,
            env={**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"},
            check=False,
            capture_output=True,
            text=True,
        )
        if result.returncode == 0:
            return ""
        return "\n".join(result.stderr.strip().splitlines()[-LAST_LINES:])


@dataclass(frozen=True)
class Parts:
    """What of the system the audit needs; a part that is not here names what does not run."""

    has_chromium: bool
    has_node: bool
    has_java: bool

    @property
    def missing(self) -> list[str]:
        parts = ((self.has_node, NEEDS_NODE), (self.has_chromium, NEEDS_CHROMIUM),
                 (self.has_java, NEEDS_JAVA))  # fmt: skip
        return [how for is_there, how in parts if not is_there]


def parts_of_this_machine() -> Parts:
    return Parts(
        has_chromium=CHROMIUM is not None,
        has_node=shutil.which("npm") is not None and _version("node") >= OLDEST_NODE,
        has_java=_version("java") >= OLDEST_JAVA,
    )


def _version(program: str) -> tuple[int, int]:
    """The version that a program says it has; 0.0 where it is not, or does not run."""
    path = shutil.which(program)
    if path is None:
        return (0, 0)
    result = subprocess.run([path, "--version"], check=False, capture_output=True, text=True)  # noqa: S603
    found = re.search(r"(\d+)(?:\.(\d+))?", result.stdout)
    return (int(found[1]), int(found[2] or 0)) if found and result.returncode == 0 else (0, 0)
