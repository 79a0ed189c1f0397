"""Make the illustrative files of occupations: desk/20-occupations.yaml and the workings it names, from the product's
own assessments of proposals.geojson. Re-running repeats it.

    python data/demo/occupations.py
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the root, from where the imports below are found

from core.carbon.frozen import sha256
from core.ledger.occupation import AssessProposal
from store import Store
from store.assessing import assessed
from store.occupations import demo_site
from store.shipped import load_demo
from store.snapshot import Snapshot, current

DESK = Path(__file__).resolve().parent / "desk"
HEAD = """\
# Illustrative occupations in different steps: chosen, notified, assessed, submitted. Made by ../occupations.py: tonnes,
# pieces, rules and workings are the product's own; tests/data/test_demo_occupations.py compares.
"""
# How far each has come: (submitted, assessed, signed, chosen with so many tonnes to offset).
STEPS = {"P-01": 4, "P-03": 3, "P-08": 2, "P-04": 1, "P-05": 1}
OFFSET = {"P-01": "80.000"}


def files(snapshot: Snapshot) -> dict[str, str]:
    """Path under desk/ → text."""
    features = {one["properties"]["proposal"]: one for one in json.loads(
        (DESK.parent / "proposals.geojson").read_text("utf-8"))["features"]}
    made = {name: assessed(snapshot, name) for name, steps in STEPS.items() if steps > 1}
    lines = [HEAD]
    for name, steps in STEPS.items():
        own = features[name]["properties"]
        lines.append(
            f"- {{do: SubmitProposal, proposal: {name}, project_zh: {own['name_zh']},"
            f' project_en: "{own["name_en"]}", kind: {own["kind"]},\n   township_zh: {own["township_zh"]},'
            f" township_en: {own['township_en']}, occupation: {own['occupation']},"
            f" years: {'null' if own['years'] is None else own['years']}, planned_on: {own['planned_on']},"
            f" demo: true,\n   outline: {sha256(demo_site(features[name]))}}}\n")
        if steps > 1:
            lines.append(_assess(made[name].command))
        if steps > 2:
            lines.append(f"- {{do: SignNotice, proposal: {name}}}\n")
        if steps > 3:
            lines.append(f"- {{do: ChooseCompensation, proposal: {name}, chosen_on: today,"
                         f' offset_t: "{OFFSET[name]}"}}\n')
    return {"20-occupations.yaml": "".join(lines),
            **{f"workings/{name}.json": one.working for name, one in made.items()}}


def _assess(one: AssessProposal) -> str:
    strata = ",\n     ".join(f'["{words}", "{hm2:.4f}", "{tonnes:.3f}"]' for words, hm2, tonnes in one.strata)
    return (f'- {{do: AssessProposal, proposal: {one.proposal}, owed_t: "{one.owed_t}", area_hm2: "{one.area_hm2}",'
            f' inventory: "{one.inventory}",\n   strata: [\n     {strata}],\n   rules: {one.rules},\n'
            f"   working: {one.working}}}\n")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "demo.duckdb")
        store.write(load_demo)
        made = files(current(store))
        store.close()
    for name, text in made.items():
        (DESK / name).parent.mkdir(exist_ok=True)
        (DESK / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
