"""The manifest of a site: it lists every file, and verifying finds every difference and reads nothing else."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import engine
from generator.cli import cli
from generator.model.errors import GeneratorError
from generator.render import packed as packed_as
from generator.write import manifest as module
from generator.write.manifest import MANIFEST, PLACES, digests_of, manifest_of, verify, write_manifest
from tests.archives import CONFIG, an_archive, files_of
from tests.sites import ROOT, Site

PACKED = PLACES[1]


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["verify", *map(str, words)], catch_exceptions=False)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a small site with its manifest."""
    folder = tmp_path / "site"
    for path, content in {
        "index.html": "<p>Home",
        "archive/2020/01/a-b/index.html": "<p>An article",
        "data/articles.jsonl": "{}\n",
        ".nojekyll": "",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content)
    write_manifest(folder)
    return folder


def listed(site: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((site / MANIFEST).read_bytes())
    return content


class TestTheManifest:
    def test_it_lists_every_file_of_a_built_site_with_size_and_digest(self, sample: Site):
        files = files_of(sample.folder)
        del files[MANIFEST]

        assert listed(sample.folder)["files"] == {
            path: [len(content), blake2b(content, digest_size=32).hexdigest()] for path, content in files.items()
        }
        assert list(listed(sample.folder)["files"]) == sorted(files)
        assert {"search/index/index.bin", "sitemap.xml", "data/articles.jsonl", "404.html"} <= files.keys()

    def test_it_is_there_without_the_data(self, tmp_path: Path):
        config = "site_name: X\ntheme: {name: material, font: false}\nplugins: [search, {backfile: {data: false}}]\n"
        an_archive(tmp_path, config=config)

        CliRunner().invoke(cli, ["build", "-f", str(tmp_path / "mkdocs.yml")], catch_exceptions=False)

        assert [path for path in files_of(tmp_path / "site") if path.startswith("data/")] == [MANIFEST]
        assert run(tmp_path / "site").exit_code == 0

    def test_digests_that_are_known_are_not_read_again(self, site: Path, monkeypatch: pytest.MonkeyPatch):
        expected = (site / MANIFEST).read_bytes()
        known = {path: (digest, size) for path, (size, digest) in listed(site)["files"].items()}
        (site / "index.html").write_text("<p>Changed")
        read: list[str] = []
        real = module._digest

        def digest(path: Path) -> tuple[str, int]:
            read.append(path.name)
            return real(path)

        monkeypatch.setattr(module, "_digest", digest)

        content = manifest_of(digests_of(site, known))

        assert read == ["index.html"]
        assert content != expected
        write_manifest(site)
        assert (site / MANIFEST).read_bytes() == content
        assert verify(site).sound

    def test_a_manifest_that_says_the_same_is_not_written_again(self, site: Path):
        before = (site / MANIFEST).stat()

        write_manifest(site)

        after = (site / MANIFEST).stat()
        assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

    def test_signatures_beside_it_and_the_repository_are_no_part_of_the_site(self, site: Path):
        for path in (f"{MANIFEST}.sig", f"{MANIFEST}.ots", ".git/HEAD"):
            (site / path).parent.mkdir(exist_ok=True)
            (site / path).write_text("x")

        assert verify(site).sound


class TestVerifying:
    def test_a_sound_site_exits_with_0_and_says_what_a_signature_vouches_for(self, site: Path):
        result = run(site)

        digest = blake2b((site / MANIFEST).read_bytes(), digest_size=32).hexdigest()
        assert result.exit_code == 0
        assert result.stdout == (
            f"4 files in the manifest · 0 missing · 0 changed · 0 extra\nmanifest: BLAKE2b-256 {digest}\n"
        )

    def test_it_names_what_is_missing_changed_and_extra_and_exits_with_1(self, site: Path):
        (site / "index.html").unlink()
        (site / "data" / "articles.jsonl").write_text("[]\n")  # of the same size
        (site / "archive" / "2020" / "01" / "a-b" / "index.html").write_text("<p>Longer than it was")
        (site / "extra.html").write_text("x")

        result = run(site)

        assert result.exit_code == 1
        assert result.stdout.splitlines()[:-1] == [
            "missing: index.html",
            "changed: archive/2020/01/a-b/index.html",
            "changed: data/articles.jsonl",
            "extra: extra.html",
            "4 files in the manifest · 1 missing · 2 changed · 1 extra",
        ]

    def test_a_manifest_kept_elsewhere_finds_a_site_forged_together_with_its_own(self, site: Path, tmp_path: Path):
        kept = shutil.copy(site / MANIFEST, tmp_path / "kept.json")
        (site / "index.html").write_text("<p>Forged")
        write_manifest(site)

        assert run(site).exit_code == 0
        assert run(site, "--manifest", kept).exit_code == 1

    def test_every_byte_of_every_file_counts(self, site: Path):
        for path, content in files_of(site).items():
            for place in range(len(content)) if path != MANIFEST else ():
                flipped = bytearray(content)
                flipped[place] ^= 1
                (site / path).write_bytes(flipped)
                assert verify(site).changed == (path,)
                (site / path).write_bytes(content)

    def test_names_of_files_cannot_command_the_terminal(self, site: Path):
        (site / "\x1b]0;owned\x07.html").write_text("x")

        assert "\x1b" not in run(site).stdout


class TestAHostileManifest:
    def forge(self, site: Path, content: bytes | str) -> Result:
        (site / MANIFEST).write_bytes(content.encode() if isinstance(content, str) else content)
        return run(site)

    @pytest.mark.parametrize(
        "path", ["../secret", "/etc/passwd", "a/../../secret", "./index.html", "a//b", "", "index.html\0", ".."]
    )
    def test_a_path_that_leaves_the_folder_is_refused_and_never_opened(
        self, site: Path, path: str, monkeypatch: pytest.MonkeyPatch
    ):
        (site.parent / "secret").write_text("secret")
        opened = watch_opening(monkeypatch)

        result = self.forge(site, json.dumps({"digest": "BLAKE2b-256", "files": {path: [6, "0" * 64]}}))

        assert result.exit_code == 2
        assert "is no path below the site" in result.stderr
        assert [name for name in opened if "secret" in name or "passwd" in name] == []

    def test_a_link_out_of_the_folder_is_not_followed(self, site: Path, monkeypatch: pytest.MonkeyPatch):
        (site.parent / "secret").mkdir()
        (site.parent / "secret" / "index.html").write_text("secret")
        (site / "link.html").symlink_to(site.parent / "secret" / "index.html")
        (site / "folder").symlink_to(site.parent / "secret")
        digest = blake2b(b"secret", digest_size=32).hexdigest()
        opened = watch_opening(monkeypatch)

        result = self.forge(
            site,
            json.dumps(
                {
                    "digest": "BLAKE2b-256",
                    "files": {**listed(site)["files"], "link.html": [6, digest], "folder/index.html": [6, digest]},
                }
            ),
        )

        assert result.stdout.splitlines()[:3] == [
            "missing: folder/index.html",
            "changed: link.html",
            "extra: folder",
        ]
        assert [
            name for name in opened if "/secret" in name or name.endswith(("link.html", "/folder/index.html"))
        ] == []

    def test_a_pipe_does_not_make_it_wait(self, site: Path):
        os.mkfifo(site / "pipe.html")

        assert run(site).stdout.startswith("extra: pipe.html\n")

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param("", id="nothing"),
            pytest.param("[]", id="a list"),
            pytest.param("null", id="null"),
            pytest.param("{}", id="no keys"),
            pytest.param('{"digest": "MD5", "files": {}}', id="another digest"),
            pytest.param('{"digest": "BLAKE2b-256", "files": []}', id="files a list"),
            pytest.param('{"digest": "BLAKE2b-256", "files": {"a": null}}', id="no entry"),
            pytest.param('{"digest": "BLAKE2b-256", "files": {"a": ["1", "x"]}}', id="size a text"),
            pytest.param('{"digest": "BLAKE2b-256", "files": {"a": [true, "x"]}}', id="size a flag"),
            pytest.param('{"digest": "BLAKE2b-256", "files": {"a": [1, 2]}}', id="digest a number"),
            pytest.param('{"digest": "BLAKE2b-256", "files": {"a": [1]}}', id="too short"),
            pytest.param("[" * 100_000, id="100,000 levels"),
            pytest.param(b"\xff\xfe\x00", id="no text"),
            pytest.param('{"digest": "BLAKE2b-256", "files": {"a": [' + "9" * 5000 + ', "x"]}}', id="a huge number"),
        ],
    )
    def test_what_is_no_manifest_is_an_error(self, site: Path, content: bytes | str):
        result = self.forge(site, content)

        assert result.exit_code == 2
        assert result.stderr.startswith("backfile: ")

    @settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        content=st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=9),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
        ),
        whole=st.booleans(),
    )
    def test_any_json_is_a_manifest_or_an_error(self, site: Path, content: Any, whole: bool):
        forged = content if whole else {"digest": "BLAKE2b-256", "files": content}
        (site / MANIFEST).write_text(json.dumps(forged))

        try:
            verdict = verify(site)
        except GeneratorError:
            return

        assert not verdict.sound
        assert len(verdict.extra) == 4 - len(verdict.changed)

    @pytest.mark.parametrize("missing", ["the manifest", "the folder"])
    def test_what_is_not_there_is_an_error(self, site: Path, missing: str):
        (site / MANIFEST).unlink()

        result = run(site if missing == "the manifest" else site / "none")

        assert result.exit_code == 2

    def test_a_manifest_beyond_all_measure_is_refused_unread(self, site: Path):
        with (site / MANIFEST).open("r+b") as file:
            file.truncate(1 << 30)

        assert "larger than" in run(site).stderr


class TestPacked:
    """Of a site that is to be small the manifest is packed; what vouches for it vouches for the packed file."""

    @pytest.fixture
    def packed(self, site: Path) -> Path:
        write_manifest(site, PACKED, packed_as)
        return site

    def test_it_says_the_same_and_stands_in_the_others_place(self, site: Path):
        plain = (site / MANIFEST).read_bytes()

        write_manifest(site, PACKED, packed_as)

        assert gzip.decompress((site / PACKED).read_bytes()) == plain
        assert not (site / MANIFEST).exists()
        write_manifest(site)
        assert (site / MANIFEST).read_bytes() == plain
        assert not (site / PACKED).exists()

    def test_a_sound_site_is_said_to_be_sound(self, packed: Path):
        result = run(packed)

        digest = blake2b((packed / PACKED).read_bytes(), digest_size=32).hexdigest()
        assert result.exit_code == 0
        assert result.output.endswith(f"0 extra\nmanifest: BLAKE2b-256 {digest}\n")

    def test_a_changed_file_is_found_by_one_that_is_kept_elsewhere(self, packed: Path, tmp_path: Path):
        kept = shutil.copy(packed / PACKED, tmp_path / "kept")
        (packed / "index.html").write_text("<p>Hope")
        write_manifest(packed, PACKED, packed_as)

        assert run(packed).exit_code == 0
        assert verify(packed, tmp_path / "kept").changed == ("index.html",)
        assert run(packed, "--manifest", kept).exit_code == 1

    def test_what_stands_beside_it_under_its_name_is_left_out(self, packed: Path):
        for ending in (".sig", ".ots"):
            (packed / f"{PACKED}{ending}").write_text("a signature")

        assert verify(packed).sound

    def test_of_two_none_is_chosen(self, packed: Path):
        (packed / MANIFEST).write_bytes(manifest_of(digests_of(packed)))

        assert f"found {MANIFEST} and {PACKED}" in run(packed).stderr
        assert run(packed, "--manifest", packed / PACKED).exit_code == 0

    @pytest.mark.parametrize("spoil", [lambda it: it[:-9], lambda it: it + b"x", lambda it: it[:30] + b"\0" + it[31:]])
    def test_what_is_not_one_whole_file_of_gzip_is_an_error(self, packed: Path, spoil: Callable[[bytes], bytes]):
        (packed / PACKED).write_bytes(spoil((packed / PACKED).read_bytes()))

        result = run(packed)

        assert result.exit_code == 2
        assert "expected a manifest" in result.stderr

    def test_it_is_not_unpacked_beyond_all_measure(self, packed: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(module, "_MOST", 1 << 20)
        (packed / PACKED).write_bytes(gzip.compress(bytes(1 << 24)))

        assert "unpacked larger than" in run(packed).stderr


@pytest.mark.parametrize("how", ["", ", engine: false"], ids=["the engine", "MkDocs alone"])
def test_a_site_that_is_packed_later_keeps_one_manifest(tmp_path: Path, how: str):
    config = an_archive(tmp_path / "archive")
    shutil.copy(ROOT / "generator" / "template" / "docs" / "verify.md", config.parent / "docs")
    plain = config.read_text(encoding="utf-8")
    small = plain.replace("[backfile]", f"[backfile: {{data: compressed{how}}}]")
    for text, there, gone in ((plain, *PLACES), (small, *reversed(PLACES)), (plain, *PLACES)):
        config.write_text(text, encoding="utf-8")

        site = engine.build_site(config, strict=True)

        said = (site.folder / "verify" / "index.html").read_text(encoding="utf-8")
        assert site.passed
        assert verify(site.folder).sound
        assert (site.folder / there).is_file()
        assert not (site.folder / gone).exists()
        assert f'href="../{there}"' in said
        assert f"{there}.sig" in said
        assert site.weight.size == sum(map(len, files_of(site.folder).values()))
        assert f'data-manifest="{there}"' in (site.folder / "search" / "index.html").read_text(encoding="utf-8")


def test_only_the_sites_own_manifest_is_named_anew(tmp_path: Path):
    config = an_archive(tmp_path / "archive", config=CONFIG.replace("[backfile]", "[backfile: {data: compressed}]"))
    said = f"https://other.example/{MANIFEST} old/{MANIFEST} {PACKED}"
    (config.parent / "docs" / "about.md").write_text(f"# About\n\n{said}\n", encoding="utf-8")

    site = engine.build_site(config).folder

    assert said in (site / "about" / "index.html").read_text(encoding="utf-8")


def watch_opening(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that every path opened through `os.open` is added to."""
    opened: list[str] = []
    real: Callable[..., int] = os.open

    def open_(path: Any, *args: Any, **more: Any) -> int:
        opened.append(str(path))
        return real(path, *args, **more)

    monkeypatch.setattr(os, "open", open_)
    return opened


@pytest.mark.parametrize(
    "path",
    [
        "data/manifest.json.d/evil.html", "data/manifest.jsonx/evil.html", "data/manifest.jsonx", "a/.git/evil.html",
        "data/manifest.json.sig/x", ".gitignore", ".github/x", "data/.manifest.json.html", "manifest.json.sig",
        "x/data/manifest.json",
    ],
)  # fmt: skip
def test_nothing_but_what_is_documented_is_left_out(tmp_path: Path, path: str):
    (tmp_path / "index.html").write_text("page")
    write_manifest(tmp_path)
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("evil")

    assert verify(tmp_path).extra == (path,)


@pytest.mark.parametrize("path", ["data/manifest.json.sig", "data/manifest.json.ots", ".git/config", ".git"])
def test_what_is_documented_is_left_out(tmp_path: Path, path: str):
    (tmp_path / "index.html").write_text("page")
    write_manifest(tmp_path)
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("a signature, or git's own")

    assert verify(tmp_path).sound
