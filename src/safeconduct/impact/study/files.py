"""The files that may stand in a programme's `impact/` folder, each with the model that it has to fit."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from safeconduct.impact.shipped import Provenance
from safeconduct.impact.study.schema import ClaimsFile, PromiseFile, StudyFile

FILES: Mapping[str, type[BaseModel]] = {
    "study": StudyFile,
    "claims": ClaimsFile,
    "promise": PromiseFile,
    "figures": Provenance,
}
