"""The desk gives a package with a reason, and everybody may have the public one once a result is posted."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from tests.office import Office, contents


def names(content: bytes) -> set[str]:
    """The files in an archive."""
    with ZipFile(BytesIO(content)) as archive:
        return set(archive.namelist())


def test_the_page_warns_that_a_package_tells_how_each_home_chose(ours: Office) -> None:
    page = ours.signed_in("jie").page(f"/desk/polls/{ours.closed.id}/package")
    assert "写着每一户怎么选" in page.text


def test_a_package_is_given_with_a_reason_that_is_written_down(ours: Office) -> None:
    browser, path = ours.signed_in("jie"), f"/desk/polls/{ours.closed.id}/package"
    refused = browser.fill(path, {"to": "", "reason": "复核"})
    assert refused.status_code == 422
    given = browser.fill(path, {"to": "监票人李某", "reason": "复核"})
    assert (given.status_code, given.mimetype) == (200, "application/zip")
    assert names(given.data) == {"说明.txt", "manifest.json", "record.json", "sheet.json", "claims.json", "seal.json"}
    assert "package_given" in str(contents(ours))


def test_the_committee_and_helpers_are_given_none(ours: Office) -> None:
    for who in ("ju", "wang"):
        assert ours.signed_in(who).client.get(f"/desk/polls/{ours.closed.id}/package").status_code in (403, 404)


def test_a_poll_that_runs_has_no_package(ours: Office) -> None:
    assert ours.signed_in("jie").client.get(f"/desk/polls/{ours.open.id}/package").status_code == 409


def test_everybody_may_download_what_was_posted(ours: Office) -> None:
    path = f"/p/{ours.closed.id}/package.zip"
    nobody = ours.signed_in("")
    assert nobody.client.get(path).status_code == 404
    ours.publish(ours.closed)
    answer = nobody.client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert names(answer.data) == {"说明.txt", "manifest.json", "outcome.json", "claims.json"}
    assert nobody.client.get(path).data == answer.data
