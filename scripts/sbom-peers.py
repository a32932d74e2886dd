"""What other tools make of bills of materials: one JSON line of a question in, one of an answer out."""

import json
import sys


def cyclonedx(path, spec):
    from cyclonedx.model.bom import Bom
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    text = open(path).read()
    problem = JsonStrictValidator(SchemaVersion.from_version(spec)).validate_str(text)
    return {"complaints": [] if problem is None else [str(problem)[:300]], "components": len(Bom.from_json(json.loads(text)).components)}


def spdx(path, _spec):
    from spdx_tools.spdx.parser.parse_anything import parse_file
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

    document = parse_file(path)
    complaints = [each.validation_message for each in validate_full_spdx_document(document)]
    # Its first package is what the bill is about.
    return {"complaints": complaints[:5], "components": len(document.packages) - 1}


def spdx3(path, _spec):
    from spdx_python_model import v3_0_1

    objects = v3_0_1.SHACLObjectSet()
    with open(path) as bill:
        v3_0_1.JSONLDDeserializer().read(bill, objects)
    unknown = [str(each) for each in objects.link()]
    return {"complaints": unknown[:5], "components": sum(1 for _ in objects.foreach_type(v3_0_1.software_Package)) - 1}


def lib4sbom(path, spec):
    from lib4sbom.parser import SBOMParser

    parser = SBOMParser()
    parser.parse_file(path)
    return {"complaints": [], "components": len(parser.get_packages()) - (0 if spec.startswith("1.") else 1)}


ASKED = {"cyclonedx-python-lib": cyclonedx, "spdx-tools": spdx, "spdx-python-model": spdx3, "lib4sbom": lib4sbom}

for line in sys.stdin:
    question = json.loads(line)
    try:
        answer = ASKED[question["tool"]](question["path"], question["spec"])
    except Exception as error:
        answer = {"complaints": [f"{type(error).__name__}: {error}"[:300]], "components": 0}
    print(json.dumps(answer), flush=True)
