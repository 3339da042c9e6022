"""The folders that every machine of a Spark reaches: written, read back in order, and named as Spark names them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from generator.model.errors import SettingError
from generator.spark.folder import shared_folder

NAMES = ["work", "a b", "é", "x[1]{2}*", "50%", "a=b", "#1"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("before", ["", "file://"])
def test_a_folder_of_any_name_is_written_read_and_removed(tmp_path: Path, name: str, before: str):
    folder = shared_folder(f"{before}{tmp_path}/{name}") / "stage=x"

    folder.write("b.parquet", pa.table({"place": [1, 2]}))
    folder.write("c.parquet", pa.table({"place": [0]}))
    folder.write("a.parquet", pa.table({"place": pa.array([], pa.int64())}))
    folder.mark("_SUCCESS")

    assert folder.names() == ["_SUCCESS", "a.parquet", "b.parquet", "c.parquet"]
    assert [table["place"].to_pylist() for table in folder.tables()] == [[0], [1, 2]]
    assert folder.whole()
    assert folder.address == f"file://{tmp_path}/{name}/stage=x"
    folder.remove()
    assert not (tmp_path / name / "stage=x").exists()


def test_what_is_not_there_is_empty_and_may_be_removed(tmp_path: Path):
    folder = shared_folder(str(tmp_path / "nowhere"))

    folder.remove()

    assert (folder.names(), list(folder.tables()), folder.whole()) == ([], [], False)


@pytest.mark.parametrize(("name", "pattern"), [("x[1]", r"x\[1\]"), ("{a}*?", r"\{a\}\*\?"), ("a b", "a b")])
def test_no_character_of_a_name_is_a_pattern(name: str, pattern: str):
    assert shared_folder(f"/{name}").pattern == f"file:///{pattern}"


@pytest.mark.parametrize("address", ["nonsense://host/work", "https2://x"])
def test_an_address_that_nothing_knows_is_a_setting(address: str):
    with pytest.raises(SettingError, match=r"expected a folder, or hdfs://, s3a://"):
        shared_folder(address)


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket on a store of this machine that speaks as S3 does."""
    # The server is an extra of moto's: pip install 'moto[s3,server]'
    pytest.importorskip("flask", reason="moto is not installed")
    store = pytest.importorskip("moto.server", reason="moto is not installed").ThreadedMotoServer("127.0.0.1", 0)
    store.start()
    host, port = store.get_host_and_port()
    told = {"ACCESS_KEY_ID": "a", "SECRET_ACCESS_KEY": "b", "DEFAULT_REGION": "us-east-1"}
    for name, value in {**told, "ENDPOINT_URL": f"http://{host}:{port}"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    pytest.importorskip("boto3").client("s3").create_bucket(Bucket="work")
    yield "s3a://work"
    store.stop()


def test_a_bucket_is_written_read_and_emptied(bucket: str):
    folder = shared_folder(f"{bucket}/archive/") / "stage=x"
    assert (folder.names(), folder.whole()) == ([], False)

    folder.write("b.parquet", pa.table({"place": [1, 2]}))
    folder.write("c.parquet", pa.table({"place": [0]}))
    folder.mark("_SUCCESS")

    assert folder.address == "s3a://work/archive/stage=x"
    assert [table["place"].to_pylist() for table in folder.tables()] == [[0], [1, 2]]
    assert folder.whole()
    folder.remove()
    assert (folder.names(), folder.whole()) == ([], False)
