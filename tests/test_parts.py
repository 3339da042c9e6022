"""A site in parts: what several machines built, put together, is byte for byte the site that one machine builds."""

from __future__ import annotations

import gzip
import importlib.resources
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from generator import engine
from generator.archive.portions import balanced
from generator.cli import cli
from generator.engine.merge import ACCOUNT, merge
from generator.model import Portion
from generator.model.errors import GeneratorError
from generator.render import packed
from generator.write.manifest import MANIFEST, PLACES, verify, write_manifest
from tests.archives import CONFIG, an_archive, files_of
from tests.sites import ROOT
from tests.texts import report

PARTS = 3


def records() -> str:
    """Return reports of several months and outlets, a few of which two outlets ran, and one without a date."""
    rows = [
        {"id": f"{number}", "outlet": f"Outlet {number % 3}", "published": f"20{10 + number % 4}-0{1 + number % 7}-11"}
        | {"headline": f"Report number {number} of many", "text": report(6, f"{number // 2 if number < 8 else number}")}
        for number in range(16)
    ]
    del rows[-1]["published"]
    return "".join(json.dumps(row) + "\n" for row in rows)


def built(config: Path, name: str, portion: Portion | None = None) -> Path:
    """Build a site, or a part of it, as on a machine of its own, and return its folder."""
    archive = config.parent
    for left in ("docs/archive", ".backfile"):
        shutil.rmtree(archive / left, ignore_errors=True)
    site = archive.parent / name
    engine.build_site(config, jobs=1, portion=portion, options={"site_dir": str(site)})
    return site


@pytest.fixture(autouse=True, scope="module")
def _lists_of_any_shards() -> Iterator[None]:
    """Have two shards say which of them hold a word, as many do."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("generator.archive.search_plan", "generator.search.files"):
            patch.setattr(f"{module}.FEWEST", 2)
        yield


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a whole site and with its parts."""
    folder = tmp_path_factory.mktemp("parts")
    config = an_archive(folder / "archive", articles={"all.jsonl": records()})
    (folder / "archive/docs/about.md").write_text("# About\n\n[All](archive/index.md#nowhere)\n", encoding="utf-8")
    built(config, "whole")
    for number in range(1, PARTS + 1):
        built(config, f"part{number}", Portion(number=number, of=PARTS))
    return folder


def parts(folder: Path) -> list[Path]:
    return [folder / f"part{number}" for number in range(1, PARTS + 1)]


def test_the_parts_of_a_site_in_any_order_are_the_site_of_one_machine(sites: Path, tmp_path: Path):
    merge(parts(sites)[::-1], tmp_path / "site")

    assert list((tmp_path / "site/search/index").glob("words-*/000.bin"))
    assert files_of(tmp_path / "site") == files_of(sites / "whole")
    assert verify(tmp_path / "site").sound


def test_a_site_of_one_part_is_the_site(sites: Path, tmp_path: Path):
    only = built(sites / "archive/mkdocs.yml", "only", Portion(number=1, of=1))

    merge([only], tmp_path / "site")

    assert files_of(tmp_path / "site") == files_of(sites / "whole")


def test_every_part_has_articles_of_its_own_and_one_has_what_stands_in_a_site_once(sites: Path):
    found = [files_of(folder) for folder in parts(sites)]

    own = [{path for path in files if path.startswith("archive/20")} for files in found]
    assert all(own)
    assert set.intersection(*own) == set()
    assert ["404.html" in files for files in found] == [True, False, False]
    assert [any(path.startswith("assets/") for path in files) for files in found] == [True, False, False]
    assert all(verify(folder).sound for folder in parts(sites))


def test_a_whole_build_after_one_of_a_part_is_a_whole_site(sites: Path):
    config = sites / "archive/mkdocs.yml"
    here = built(config, "again", Portion(number=2, of=PARTS))

    engine.build_site(config, jobs=1, options={"site_dir": str(here)})

    assert files_of(here) == files_of(sites / "whole")


def _changed(folder: Path) -> None:
    page = next((folder / "archive").rglob("*.html"))
    page.write_bytes(page.read_bytes() + b" ")


def _gone(folder: Path) -> None:
    next((folder / "archive").rglob("*.html")).unlink()


def _leads_away(folder: Path) -> None:
    page = next((folder / "archive").rglob("*.html"))
    page.unlink()
    page.symlink_to("/etc/hostname")


def _otherwise(folder: Path) -> None:
    account = json.loads((folder / ACCOUNT).read_bytes())
    (folder / ACCOUNT).write_text(json.dumps(account | {"site": "0" * 32}))


def _above(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_bytes())
    (folder / MANIFEST).write_text(json.dumps(manifest | {"files": {"../up.html": [1, "0"]}}))


def _no_part(folder: Path) -> None:
    (folder / ACCOUNT).unlink()


def _no_account(folder: Path) -> None:
    (folder / ACCOUNT).write_text('{"part": "two"}')


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_changed, "not what was built"),
        (_gone, "not what was built"),
        (_leads_away, "not what was built"),
        (_otherwise, "of another site than"),
        (_above, "is no path below the site"),
        (_no_part, "expected the folder of a site that was built with --part"),
        (_no_account, "expected the folder of a site that was built with --part"),
        (shutil.rmtree, "no such file|No such file"),
    ],
)
def test_a_part_that_is_damaged_is_not_merged(sites: Path, tmp_path: Path, spoil: Callable[[Path], None], said: str):
    spoiled = tmp_path / "part2"
    shutil.copytree(sites / "part2", spoiled)
    spoil(spoiled)

    with pytest.raises(GeneratorError, match=said):
        merge([sites / "part1", spoiled, sites / "part3"], tmp_path / "site")

    assert not (tmp_path / "site").exists()


def test_files_of_two_parts_at_one_path_are_not_merged(sites: Path, tmp_path: Path):
    one, other = tmp_path / "part1", tmp_path / "part2"
    for folder, name in ((one, "part1"), (other, "part2")):
        shutil.copytree(sites / name, folder)
        (folder / "clash.txt").write_text(name)
        (folder / MANIFEST).unlink()
        write_manifest(folder)

    with pytest.raises(GeneratorError, match="clash.txt: .*part1 and .*part2 have different files there"):
        merge([one, other, sites / "part3"], tmp_path / "site")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([1, 2], "no folder is given of: 3/3"),
        ([2], "no folder is given of: 1/3, 3/3"),
        ([1, 2, 2, 3], "part 2 of 3, which"),
    ],
    ids=["one is missing", "two are missing", "one is there twice"],
)
def test_parts_are_merged_each_once_and_all_of_them(sites: Path, tmp_path: Path, given: list[int], said: str):
    with pytest.raises(GeneratorError, match=said):
        merge([sites / f"part{number}" for number in given], tmp_path / "site")


def test_a_folder_of_somebody_elses_is_left_alone(sites: Path, tmp_path: Path):
    (tmp_path / "notes.txt").write_text("mine")

    with pytest.raises(GeneratorError, match="no site of Backfile's"):
        merge(parts(sites), tmp_path)

    assert files_of(tmp_path) == {"notes.txt": b"mine"}


def test_an_earlier_site_is_replaced_whole(sites: Path, tmp_path: Path):
    (tmp_path / "site/data").mkdir(parents=True)
    (tmp_path / "site" / MANIFEST).write_text("{}")
    (tmp_path / "site/old.html").write_text("old")

    merge(parts(sites), tmp_path / "site")

    assert files_of(tmp_path / "site") == files_of(sites / "whole")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_site_with_one_file_of_all_pages_is_not_built_in_parts(tmp_path: Path):
    config = CONFIG.replace("[backfile]", "[search, backfile]")
    made = an_archive(tmp_path / "archive", config=config)

    with pytest.raises(GeneratorError, match="--part: plugin 'search'"):
        engine.build_site(made, jobs=1, portion=Portion(number=1, of=2))


@pytest.mark.parametrize("value", ["0/2", "3/2", "2", "1/0", "a/b", "1/2/3", "-1/2", "１/2", ""])
def test_a_part_that_cannot_be_is_refused(tmp_path: Path, value: str):
    config = an_archive(tmp_path / "archive")

    outcome = CliRunner().invoke(cli, ["build", "-f", str(config), "--part", value])

    assert outcome.exit_code == 2
    assert "expected which part of how many, such as 2/8" in outcome.output


@given(st.dictionaries(st.text(max_size=4), st.integers(0, 1000), max_size=30), st.integers(1, 6))
def test_parts_weigh_about_the_same(weights: dict[str, int], of: int):
    numbers = balanced(weights, of)

    load = [sum(weights[name] for name in weights if numbers[name] == number) for number in range(1, of + 1)]
    assert set(numbers) == set(weights)
    assert max(load) <= sum(load) / of + max(weights.values(), default=0)
    assert numbers == balanced(dict(reversed(weights.items())), of)


def test_what_a_killed_build_on_spark_left_is_gone_after_the_next(tmp_path: Path):
    config = an_archive(tmp_path / "archive", articles={})
    left = tmp_path / "archive/.backfile/spark/tasks/0/part.parquet"
    left.parent.mkdir(parents=True)
    left.write_text("a text that may be withdrawn by now")

    engine.generate(engine.settings_of(engine.load(config)))

    assert not (tmp_path / "archive/.backfile/spark").exists()


PAGE = (ROOT / "documentation/pages/how-to/machines.md").read_text(encoding="utf-8")


def block(kind: str, start: str) -> str:
    """Return a block of code of the page on several machines, by its first line."""
    [found] = [one for one in re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE) if start in one]
    return str(found)


def test_the_workflow_in_parts_fits_the_schema_and_pins_its_actions():
    workflow = block("yaml", "matrix:")
    vendor = importlib.resources.files("check_jsonschema") / "builtin_schemas" / "vendor"
    schema = json.loads((vendor / "github-workflows.json").read_text(encoding="utf-8"))
    loaded = {("on" if key is True else key): value for key, value in yaml.safe_load(workflow).items()}

    errors = jsonschema.Draft7Validator(schema).iter_errors(loaded)

    assert [f"{error.json_path}: {error.message}" for error in errors] == []
    assert all(re.search(r"@[0-9a-f]{40} # v\d", line) for line in workflow.splitlines() if "uses:" in line)


def test_the_workflow_builds_as_many_parts_as_it_has_jobs():
    jobs = yaml.safe_load(block("yaml", "matrix:"))["jobs"]
    numbers = jobs["part"]["strategy"]["matrix"]["part"]
    [command] = [step["run"] for step in jobs["part"]["steps"] if "--part" in step.get("run", "")]

    assert numbers == list(range(1, len(numbers) + 1))
    assert f"--part ${{{{ matrix.part }}}}/{len(numbers)} " in command


def test_the_slurm_script_is_a_shells_and_has_as_many_parts_as_tasks():
    script = block("sh", "#SBATCH")

    done = subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    [tasks] = re.findall(r"--array=1-(\d+)", script)
    assert f"$SLURM_ARRAY_TASK_ID/{tasks}" in script


def test_the_containers_of_a_cluster_find_one_another():
    services = yaml.safe_load(block("yaml", "services:"))["services"]
    asked = services["build"]["command"].split()

    context = cli.commands[asked[1]].make_context(asked[1], asked[2:])

    assert asked[0] == "backfile"
    assert context.params["spark"] == services["worker"]["command"].split()[-1] == "spark://master:7077"
    assert services["master"]["command"].endswith("--host master")
    assert all(one in services for service in services.values() for one in service.get("depends_on", ()))


def test_parts_whose_manifest_is_packed_make_a_site_whose_manifest_is(sites: Path, tmp_path: Path):
    for part in range(1, 4):
        shutil.copytree(sites / f"part{part}", tmp_path / f"part{part}")
        write_manifest(tmp_path / f"part{part}", PLACES[1], packed)

    merge(parts(tmp_path), tmp_path / "site")

    whole, site = files_of(sites / "whole"), files_of(tmp_path / "site")
    assert gzip.decompress(site.pop(PLACES[1])) == whole.pop(MANIFEST)
    assert site == whole
