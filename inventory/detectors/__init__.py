"""What bytes are: one file a detector, listed here in the order in which they are asked."""

from __future__ import annotations

from .cms import Cms
from .code import SourceCode
from .configuration import Configuration
from .detector import Detector, File, Stub
from .jwk import Jwk
from .keys import Keys
from .manifests import Manifests
from .openssh import OpenSsh
from .x509 import X509

DETECTORS: tuple[Detector, ...] = (X509(), Keys(), OpenSsh(), Jwk(), Cms(), Manifests(), Configuration(), SourceCode())

__all__ = ["DETECTORS", "Detector", "File", "Stub"]
